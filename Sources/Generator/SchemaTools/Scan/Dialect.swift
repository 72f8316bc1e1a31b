package import JSONCore
package import SchemaCompiler
package import SchemaValidation

/// A version of the specification, as the tools on schema text know it. Ordered from old to new.
/// Beside the compiler's `Draft`, because the tools must name drafts to people and go from one to the next.
package enum Dialect: Int, CaseIterable, Sendable, Comparable {
  case draft4, draft6, draft7, draft2019, draft2020

  package static func < (left: Dialect, right: Dialect) -> Bool { left.rawValue < right.rawValue }

  /// What `$schema` says; older drafts have an empty fragment.
  package var uri: String { draft.metaSchema + (self < .draft2019 ? "#" : "") }

  /// The name on the command line and in output: `draft-07`, `2020-12`.
  package var name: String { SchemaDialect(draft: draft).name }

  /// The same, as the commands that validate know it.
  package init?(_ dialect: SchemaDialect) {
    guard let found = Self.allCases.first(where: { $0.draft == dialect.draft }) else { return nil }
    self = found
  }

  /// The dialect that a `$schema` names; nil for a meta-schema that is not one of the drafts'.
  package init?(uri: JSONString) {
    guard let draft = Draft(metaSchema: uri), let found = Self.allCases.first(where: { $0.draft == draft }) else {
      return nil
    }
    self = found
  }

  /// The same for the compiler.
  package var draft: Draft {
    switch self {
    case .draft4: .draft4
    case .draft6: .draft6
    case .draft7: .draft7
    case .draft2019: .draft2019
    case .draft2020: .draft2020
    }
  }

  var idKeyword: JSONString { self == .draft4 ? "id" : "$id" }

  var definitionsKeyword: JSONString { self < .draft2019 ? "definitions" : "$defs" }

  /// Whether what is beside `$ref` is not read.
  var referenceHidesSiblings: Bool { self < .draft2019 }
}
