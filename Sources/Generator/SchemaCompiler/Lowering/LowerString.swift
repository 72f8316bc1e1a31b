import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Length before pattern: counting is cheaper.
  mutating func lowerString(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let range = counts(.minLength, .maxLength, in: schema) { checks.append(.length(range)) }
    var compiled: CompiledPattern?
    if let member = schema[.pattern], let source = string(.pattern, in: schema) {
      compiled = pattern(member.value, in: schema)
      if let compiled {
        let check = PatternCheck(
          source: String(source), matcher: compiled.matcher, description: Self.description(of: schema))
        checks.append(.pattern(check))
      }
    }
    if rules.isStrict, rules.requireBounds { inspectLength(schema, compiled) }
    return checks
  }

  /// What the schema says of its strings in words: the description, or else the title, up to its first paragraph.
  private static func description(of schema: Subschema) -> String? {
    guard let text = (schema[.description] ?? schema[.title])?.value.string, !text.isEmpty else { return nil }
    return String(decoding: Array(text.bytes.prefix { $0 != 0x0A }), as: UTF8.self)
  }

  /// Strict mode: a string has an upper length, by `maxLength`, by `format`, by a list of values, or by a pattern whose
  /// automaton has a longest path. The last one spares authors to say twice what `^[0-9a-f]{40}$` says.
  private mutating func inspectLength(_ schema: Subschema, _ pattern: CompiledPattern?) {
    guard let type = schema[.type], declaredTypes(schema).contains(.string), !schema.has(.maxLength),
      !isListed(schema), !schema.has(.format),
      pattern?.maxCodePointCount == nil
    else { return }
    report(
      keyword: type, in: schema, "a string without a maximum length",
      hint: "add \"maxLength\", or a \"pattern\" that bounds it")
  }

  /// The matcher of a regular expression that is a string value.
  mutating func pattern(_ node: DocumentNode, in schema: Subschema) -> CompiledPattern? {
    guard let text = node.string else { return nil }
    return pattern(text, in: schema) { document, index in
      (document.offset(inString: node, at: index), node.pointer)
    }
  }

  /// The matcher of a regular expression that is a member's name, as in `patternProperties`.
  mutating func pattern(named member: DocumentMember, in schema: Subschema) -> CompiledPattern? {
    pattern(member.name, in: schema) { document, index in
      let name = document.nameNode(of: member)
      return (document.offset(inString: name, at: index), member.value.pointer)
    }
  }

  /// `location` turns an index in the pattern's text into an offset in the file, where escapes make the two differ; it
  /// is only called for errors. Backtracking is allowed in standard mode alone.
  private mutating func pattern(
    _ text: JSONString, in schema: Subschema, location: (Document, Int) -> (offset: Int, pointer: String)
  ) -> CompiledPattern? {
    if let known = patterns[text] { return known }
    do throws(PatternError) {
      let compiled = try CompiledPattern.compile(
        text.bytes, allowsBacktracking: !rules.isStrict, stateBudget: rules.patternStates)
      patterns[text] = compiled
      return compiled
    } catch {
      let (offset, pointer) = location(schema.document, error.offset)
      diagnostics.append(
        schema.document.diagnostic(
          offset: offset, pointer: pointer, "in the pattern: " + error.problem,
          details: ["pointer \(pointer), byte \(error.offset) of the pattern"], hint: error.remedy))
      return nil
    }
  }
}

extension Document {
  /// A member's name as a value with its location, for errors inside a pattern. The range ends where the value begins,
  /// which is enough: only the part up to the closing quote is read.
  fileprivate func nameNode(of member: DocumentMember) -> DocumentNode {
    DocumentNode(
      value: .string(member.name), range: member.nameOffset..<member.value.offset, pointer: member.value.pointer)
  }
}
