package import JSONCore
import SchemaCompiler

/// How schemas are compiled.
package struct SchemaOptions: Sendable, Equatable {
  /// Whether `format` is checked.
  /// False unless asked for, as drafts 2019-09 and 2020-12 have it (validation, 7.2.1); authors count on it either way.
  package var assertFormat: Bool
  /// For schemas that do not name theirs in `$schema`.
  package var dialect: SchemaDialect

  package init(assertFormat: Bool = false, dialect: SchemaDialect = .standard) {
    self.assertFormat = assertFormat
    self.dialect = dialect
  }
}

/// A version of JSON Schema.
package struct SchemaDialect: Sendable, Equatable {
  let draft: Draft

  /// Draft 2020-12.
  package static let standard = SchemaDialect(draft: .draft2020)

  /// The dialects that are understood, the newest first.
  /// As documents, help and the reply to Bowtie list them.
  package static let all = Draft.allCases.reversed().map { SchemaDialect(draft: $0) }

  init(draft: Draft) { self.draft = draft }

  /// The dialect of a meta-schema's URI; nil for one that is not understood.
  package init?(uri: JSONString) {
    guard let draft = Draft(metaSchema: uri) else { return nil }
    self.draft = draft
  }

  /// The dialect that a command line names: `2020-12`, `2019-09`, `7`, `6`, `4`, or the URI of a meta-schema.
  /// Compared by bytes and without guesses: `draft7` for `7` is suggested by the command line's own parser.
  package init?(name: String) {
    guard let named = Self.all.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      self.init(uri: JSONString(name))
      return
    }
    self = named
  }

  /// `2020-12`, `7`.
  package var name: String {
    switch draft {
    case .draft4: "4"
    case .draft6: "6"
    case .draft7: "7"
    case .draft2019: "2019-09"
    case .draft2020: "2020-12"
    }
  }

  /// The URI of the meta-schema; those of older drafts are known with an empty fragment.
  package var uri: String { draft.metaSchema + (draft < .draft2019 ? "#" : "") }
}
