package import JSONCore
package import SchemaCompiler

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
  package let draft: Draft

  /// Draft 2020-12.
  package static let standard = SchemaDialect(draft: .draft2020)

  /// The dialects that are understood, the newest first.
  /// As documents, help and the reply to Bowtie list them.
  package static let all = Draft.allCases.reversed().map { SchemaDialect(draft: $0) }

  package init(draft: Draft) { self.draft = draft }

  /// The dialect of a meta-schema's URI; nil for one that is not understood.
  package init?(uri: JSONString) {
    guard let draft = Draft(metaSchema: uri) else { return nil }
    self.draft = draft
  }

  /// The dialect that a command line names. Lenient, as people write it: `draft-07`, `draft7`, `07`, `7`,
  /// `draft2020-12`, or the URI of a meta-schema.
  package init?(name: String) {
    guard let named = Self.all.first(where: { Self.short($0.name) == Self.short(name) }) else {
      self.init(uri: JSONString(name))
      return
    }
    self = named
  }

  /// Without what people leave out: `7`, `202012`.
  private static func short(_ name: String) -> [UInt8] {
    var short = Array(name.utf8.filter { $0 != UInt8(ascii: "-") })
    if short.starts(with: "draft".utf8) { short.removeFirst(5) }
    if short.count == 2, short[0] == UInt8(ascii: "0") { short.removeFirst() }
    return short
  }

  /// The name on the command line and in output, after the meta-schema's address: `2020-12`, `draft-07`.
  package var name: String {
    switch draft {
    case .draft4: "draft-04"
    case .draft6: "draft-06"
    case .draft7: "draft-07"
    case .draft2019: "2019-09"
    case .draft2020: "2020-12"
    }
  }

  /// The URI of the meta-schema; those of older drafts are known with an empty fragment.
  package var uri: String { draft.metaSchema + (draft < .draft2019 ? "#" : "") }
}
