package import JSONCore

/// A version of the specification. The order is that of publication, and comparisons (`<= .draft7`) express what
/// changed when.
package enum Draft: Int, CaseIterable, Sendable, Comparable {
  case draft4, draft6, draft7, draft2019, draft2020

  /// The URI of the meta-schema, without a fragment. It is also the key of the built-in text.
  package var metaSchema: String {
    switch self {
    case .draft4: "http://json-schema.org/draft-04/schema"
    case .draft6: "http://json-schema.org/draft-06/schema"
    case .draft7: "http://json-schema.org/draft-07/schema"
    case .draft2019: "https://json-schema.org/draft/2019-09/schema"
    case .draft2020: "https://json-schema.org/draft/2020-12/schema"
    }
  }

  /// The draft that a `$schema` names, an empty fragment left off; `https` is taken for `http` and the other way round,
  /// since both are written for every draft. Nothing else is normalised: the specification gives these URIs as fixed
  /// texts.
  package init?(metaSchema: JSONString) {
    var name = metaSchema.bytes[...]
    if name.last == 0x23 { name = name.dropLast() }
    guard name.starts(with: "http".utf8),
      let draft = Self.allCases.first(where: { draft in
        name.drop { $0 != 0x3A }.elementsEqual(draft.metaSchema.utf8.drop { $0 != 0x3A })
      })
    else { return nil }
    self = draft
  }

  package static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }

  /// The keyword that gives a schema its URI.
  var idKeyword: Keyword { self == .draft4 ? .draft4ID : .id }

  /// Up to draft 7 a reference hides its siblings.
  var referenceHidesSiblings: Bool { self <= .draft7 }
}

/// Groups of keywords that a meta-schema switches on, from draft 2019-09 on (core, 8.1.2). Both drafts share this set:
/// what 2019-09 has in `applicator` alone is there `applicator` and `unevaluated`.
struct Vocabularies: OptionSet, Sendable, Hashable {
  let rawValue: UInt16

  init(rawValue: UInt16) { self.rawValue = rawValue }

  static let core = Vocabularies(rawValue: 1)
  static let applicator = Vocabularies(rawValue: 2)
  static let unevaluated = Vocabularies(rawValue: 4)
  static let validation = Vocabularies(rawValue: 8)
  static let metaData = Vocabularies(rawValue: 16)
  static let formatAnnotation = Vocabularies(rawValue: 32)
  static let formatAssertion = Vocabularies(rawValue: 64)
  static let content = Vocabularies(rawValue: 128)

  /// What the drafts' own meta-schemas switch on. `formatAssertion` is not among them: by default `format` is an
  /// annotation.
  static let standard: Vocabularies = [
    .core, .applicator, .unevaluated, .validation, .metaData, .formatAnnotation, .content,
  ]

  private static let prefix2019 = "https://json-schema.org/draft/2019-09/vocab/"
  private static let prefix2020 = "https://json-schema.org/draft/2020-12/vocab/"

  /// The vocabulary of a URI; nil for one that is not known. Compared as bytes, as identifiers that nobody
  /// dereferences.
  init?(uri: JSONString) {
    let names: [(String, Vocabularies)] = [
      (Self.prefix2019 + "core", .core), (Self.prefix2019 + "applicator", [.applicator, .unevaluated]),
      (Self.prefix2019 + "validation", .validation), (Self.prefix2019 + "meta-data", .metaData),
      (Self.prefix2019 + "format", .formatAnnotation), (Self.prefix2019 + "content", .content),
      (Self.prefix2020 + "core", .core), (Self.prefix2020 + "applicator", .applicator),
      (Self.prefix2020 + "unevaluated", .unevaluated), (Self.prefix2020 + "validation", .validation),
      (Self.prefix2020 + "meta-data", .metaData), (Self.prefix2020 + "format-annotation", .formatAnnotation),
      (Self.prefix2020 + "format-assertion", .formatAssertion), (Self.prefix2020 + "content", .content),
    ]
    guard let found = names.first(where: { JSONString($0.0) == uri }) else { return nil }
    self = found.1
  }
}

/// What keywords mean in a schema resource: the draft, and from 2019-09 on the vocabularies of its meta-schema.
/// Resources of several dialects may be in one program, so it is a property of the resource and not of a compilation.
struct Dialect: Sendable, Hashable {
  var draft: Draft
  var vocabularies: Vocabularies = .standard

  init(_ draft: Draft) { self.draft = draft }

  /// Whether the keyword means what it says here; otherwise it is an annotation.
  func has(_ keyword: Keyword) -> Bool {
    guard keyword.drafts.contains(draft) else { return false }
    return draft < .draft2019 || !vocabularies.isDisjoint(with: keyword.vocabularies)
  }
}
