import JSONCore

/// What is said with words that are not, or not yet, understood.
extension SchemaLowering {
  /// Refuses keywords that would be dropped.
  mutating func inspectNames(_ members: [DocumentMember], in place: SchemaLibrary.Place) {
    for member in members where Keyword(name: member.name) == nil {
      if Keyword.unsupported.contains(member.name) {
        diagnostics.append(
          place.document.diagnostic(
            at: member, "the keyword \"\(member.name)\" is not supported yet by this version",
            mend: Self.replacement(of: member.name)))
      } else if rules.isStrict {
        let hint = ClosestName.hint(String(member.name), among: Keyword.allCases.map(\.rawValue))
        diagnostics.append(
          place.document.diagnostic(
            at: member, "unknown keyword \"\(member.name)\"\(hint)",
            mend: "correct or remove it: a keyword that nobody reads checks nothing"))
      }
    }
  }

  private static func replacement(of name: JSONString) -> String {
    switch String(name) {
    case "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef":
      "refer to the schema by a JSON pointer: \"$ref\": \"#/$defs/name\""
    case "unevaluatedProperties": "list the properties in one place and write \"additionalProperties\""
    case "unevaluatedItems", "additionalItems": "write \"prefixItems\" and \"items\""
    case "if", "then", "else": "write the cases as branches of \"oneOf\" or \"anyOf\""
    case "dependencies", "dependentRequired", "dependentSchemas": "write the combinations as branches of \"anyOf\""
    default: "say it with \"items\", \"minItems\" and \"maxItems\", or check it in a handler"
    }
  }

  /// Refuses what changes the meaning of the rest: another draft, another base for references.
  mutating func inspectIdentity(_ schema: Subschema) {
    if let id = schema[.id] {
      if id.value.string == nil { mustBe("a string", id, in: schema) }
      let isBase = schema.node.pointer.isEmpty || isRoot(schema)
      if !isBase {
        report(
          keyword: id, in: schema, "\"$id\" inside a schema is not supported yet by this version",
          mend: "keep \"$id\" at the root of the file, and move the inner schema to a file of its own")
      }
    }
    if let member = schema[.prefixItems], Draft(of: schema.document) != .draft2020 {
      report(
        keyword: member, in: schema, "\"prefixItems\" does not exist in the draft that this file is written in",
        mend: "write \"\(Draft.draft2020.rawValue)\" under \"$schema\", or use the array form of \"items\"")
    }
    guard let dialect = schema[.schema] else { return }
    guard let name = dialect.value.string else { return mustBe("a string", dialect, in: schema) }
    if let draft = Draft(name) {
      if rules.isStrict, draft != .draft2020 {
        report(
          dialect, in: schema, "schemas here are written in draft 2020-12",
          mend: "write \"\(Draft.draft2020.rawValue)\" and adapt the schema to it")
      }
    } else if !rules.isStrict {
      report(
        dialect, in: schema, "the meta-schema \"\(name)\" is not supported yet by this version",
        mend: "write \"\(Draft.draft2020.rawValue)\", or leave \"$schema\" out")
    }
  }
}

/// A version of the specification that is understood, named by its meta-schema.
enum Draft: String, CaseIterable, Sendable {
  case draft6 = "http://json-schema.org/draft-06/schema"
  case draft7 = "http://json-schema.org/draft-07/schema"
  case draft2019 = "https://json-schema.org/draft/2019-09/schema"
  case draft2020 = "https://json-schema.org/draft/2020-12/schema"

  /// The draft that a `$schema` names, an empty fragment left off.
  init?(_ schema: JSONString) {
    let bytes = schema.bytes
    let name = bytes.last == 0x23 ? bytes.dropLast() : bytes[...]
    guard let draft = Self.allCases.first(where: { name.elementsEqual($0.rawValue.utf8) }) else { return nil }
    self = draft
  }

  /// The draft a document says it is written in; 2020-12 when it says nothing that is known.
  init(of document: Document) { self = document.root["$schema"]?.string.flatMap { Draft($0) } ?? .draft2020 }

  var referenceHidesSiblings: Bool {
    switch self {
    case .draft6, .draft7: true
    case .draft2019, .draft2020: false
    }
  }
}
