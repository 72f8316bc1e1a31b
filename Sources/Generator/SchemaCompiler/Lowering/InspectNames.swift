import JSONCore
import SchemaRuntime

/// Errors about words that are not understood, or not wanted.
extension SchemaLowering {
  /// Strict mode refuses keywords that would be dropped, or that have no equivalent in generated types: a constraint
  /// that is silently not checked is a security hole. Standard mode keeps them as annotations.
  mutating func inspectNames(_ members: [DocumentMember], in schema: Subschema) {
    guard rules.isStrict else { return }
    for member in members {
      let keyword = Keyword(name: member.name)
      if let keyword, keyword.isRefusedInStrictMode {
        report(
          keyword: member, in: schema, "the keyword \"\(member.name)\" is refused in strict mode",
          hint: Self.replacement(of: keyword))
      } else if keyword.map({ !schema.dialect.has($0) }) ?? true {
        // What strict mode would refuse is not suggested.
        let known = Keyword.allCases.filter { schema.dialect.has($0) && !$0.isRefusedInStrictMode }
        let hint = ClosestName.hint(String(member.name), among: known.map(\.rawValue))
        report(
          keyword: member, in: schema, "unknown keyword \"\(member.name)\"\(hint)",
          hint: "correct or remove it: a keyword that nobody reads checks nothing")
      }
    }
  }

  /// What to write instead; the keywords of dynamic references share the last line.
  private static func replacement(of keyword: Keyword) -> String {
    switch keyword {
    case .unevaluatedProperties: "list the properties in one schema and write \"additionalProperties\""
    case .unevaluatedItems, .additionalItems: "write \"prefixItems\" and \"items\""
    case .dependencies: "write \"dependentRequired\" or \"dependentSchemas\""
    case .draft4ID: "write \"$id\""
    case .vocabulary: "remove it: schemas here are written in draft 2020-12 with all its vocabularies"
    default: "refer to the schema by a JSON pointer: \"$ref\": \"#/$defs/name\""
    }
  }

  /// Checks the keywords that say what a schema is called and how it is to be read. What they mean was decided when the
  /// resources were indexed; this only reports values of the wrong kind, at schemas that are used.
  mutating func inspectIdentity(_ schema: Subschema) {
    if let id = schema[schema.dialect.draft.idKeyword] { inspectIdentifier(id, in: schema) }
    for keyword in [Keyword.anchor, .dynamicAnchor] {
      guard let member = schema[keyword], let name = string(keyword, in: schema) else { continue }
      if !Self.isAnchorName(name.bytes) {
        report(
          member, in: schema, "\"\(keyword.rawValue)\" is not a name",
          hint: "begin with a letter or _, and go on with letters, digits, -, _ and .")
      }
    }
    // Read for its kind alone: what it means was noted by the index.
    _ = boolean(.recursiveAnchor, in: schema)
    if let member = schema[.vocabulary],
      member.value.members?.allSatisfy({ $0.value.kind == .boolean }) != true
    {
      mustBe("an object of booleans", member, in: schema)
    }
    inspectDialect(schema)
  }

  /// From 2019-09 on `$id` may not have a fragment that is not empty; before, `#name` was the anchor.
  private mutating func inspectIdentifier(_ id: DocumentMember, in schema: Subschema) {
    guard let text = id.value.string else { return mustBe("a string", id, in: schema) }
    guard !schema.dialect.draft.referenceHidesSiblings, let mark = text.bytes.firstIndex(of: 0x23),
      mark < text.bytes.count - 1
    else { return }
    report(
      id, in: schema, "\"$id\" has a fragment",
      hint: "write the part behind # under \"$anchor\"")
  }

  /// The syntax of 2020-12 (core, 8.2.2), for `$anchor` and `$dynamicAnchor` of both drafts that have them.
  private static func isAnchorName(_ bytes: [UInt8]) -> Bool {
    let isStart = { (byte: UInt8) in byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F }
    guard let first = bytes.first, isStart(first) else { return false }
    return bytes.allSatisfy { isStart($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E }
  }

  /// `$schema` in strict mode is a hint to editors, but not one that lies: another draft there would make them show
  /// errors that the build does not have.
  private mutating func inspectDialect(_ schema: Subschema) {
    guard let dialect = schema[.schema] else { return }
    guard let name = dialect.value.string else { return mustBe("a string", dialect, in: schema) }
    if rules.isStrict, let draft = Draft(metaSchema: name), draft != .draft2020 {
      report(
        dialect, in: schema, "schemas here are written in draft 2020-12",
        hint: "write \"\(Draft.draft2020.metaSchema)\" and adapt the schema to it")
    }
  }
}
