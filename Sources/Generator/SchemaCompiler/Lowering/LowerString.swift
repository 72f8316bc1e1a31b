import JSONCore
import SchemaRuntime

extension SchemaLowering {
  mutating func lowerString(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let range = counts(.minLength, .maxLength, in: schema) { checks.append(.length(range)) }
    var compiled: CompiledPattern?
    if let member = schema[.pattern], let source = string(.pattern, in: schema) {
      compiled = pattern(member.value, in: schema)
      if let compiled { checks.append(.pattern(PatternCheck(source: String(source), matcher: compiled.matcher))) }
    }
    if rules.isStrict, rules.requireBounds { inspectLength(schema, compiled) }
    return checks
  }

  private mutating func inspectLength(_ schema: Subschema, _ pattern: CompiledPattern?) {
    guard let type = schema[.type], declaredTypes(schema).contains(.string), !schema.has(.maxLength),
      !isListed(schema), !schema.has(.format),
      pattern?.maxCodePointCount == nil
    else { return }
    report(
      keyword: type, in: schema, "a string without an upper length",
      mend: "add \"maxLength\", or a \"pattern\" that bounds it")
  }

  /// The matcher of a regular expression that is a string value.
  mutating func pattern(_ node: DocumentNode, in schema: Subschema) -> CompiledPattern? {
    guard let text = node.string else { return nil }
    return pattern(text, in: schema) { document, index in
      (document.offset(inString: node, at: index), node.pointer)
    }
  }

  /// The matcher of a regular expression that is a member's name.
  mutating func pattern(named member: DocumentMember, in schema: Subschema) -> CompiledPattern? {
    pattern(member.name, in: schema) { document, index in
      let name = document.nameNode(of: member)
      return (document.offset(inString: name, at: index), member.value.pointer)
    }
  }

  private mutating func pattern(
    _ text: JSONString, in schema: Subschema, place: (Document, Int) -> (offset: Int, pointer: String)
  ) -> CompiledPattern? {
    if let known = patterns[text] { return known }
    do throws(PatternError) {
      let compiled = try CompiledPattern.compile(
        text.bytes, allowsBacktracking: !rules.isStrict, stateBudget: rules.patternStates)
      patterns[text] = compiled
      return compiled
    } catch {
      let (offset, pointer) = place(schema.document, error.offset)
      diagnostics.append(
        schema.document.diagnostic(
          offset: offset, pointer: pointer, "in the pattern: " + error.problem,
          details: ["pointer \(pointer), byte \(error.offset) of the pattern"], mend: error.remedy))
      return nil
    }
  }
}

extension Document {
  /// A member's name as a value with its place.
  fileprivate func nameNode(of member: DocumentMember) -> DocumentNode {
    DocumentNode(
      value: .string(member.name), range: member.nameOffset..<member.value.offset, pointer: member.value.pointer)
  }
}
