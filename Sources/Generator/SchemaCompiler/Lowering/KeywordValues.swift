import JSONCore
import SchemaRuntime

/// Reads keyword values, refusing those of the wrong kind. All of these return nil or nothing both for an absent
/// keyword and after a report, so callers need no case for errors.
extension SchemaLowering {
  /// The one error for a value of the wrong kind: `what` completes both its message and its help.
  mutating func mustBe(_ what: String, _ member: DocumentMember, in schema: Subschema) {
    report(member, in: schema, "\"\(member.name)\" must be \(what)", hint: "write \(what), or remove the keyword")
  }

  /// The same for a keyword that decides no result. In standard mode the rest of the schema is right whatever it says,
  /// so that it is only pointed out: schemas in use have `"description": null`.
  mutating func shouldBe(_ what: String, _ member: DocumentMember, in schema: Subschema) {
    guard !rules.isStrict else {
      mustBe(what, member, in: schema)
      diagnostics[diagnostics.count - 1].finding = .annotationType
      return
    }
    var warning = schema.document.diagnostic(
      at: member.value, "\"\(member.name)\" should be \(what)", hint: "write \(what), or remove the keyword",
      severity: .warning)
    warning.finding = .annotationType
    diagnostics.append(warning)
  }

  /// The value of an annotation that is a text.
  mutating func annotation(text keyword: Keyword, in schema: Subschema) -> String? {
    guard let member = schema[keyword] else { return nil }
    if member.value.string == nil { shouldBe("a string", member, in: schema) }
    return member.value.string.map { String($0) }
  }

  /// The value of an annotation that is true or false.
  mutating func annotation(flag keyword: Keyword, in schema: Subschema) -> Bool? {
    guard let member = schema[keyword] else { return nil }
    if member.value.boolean == nil { shouldBe("true or false", member, in: schema) }
    return member.value.boolean
  }

  /// A non-negative integer; a larger one than fits is `Int.max`, which no instance reaches.
  mutating func count(_ keyword: Keyword, in schema: Subschema) -> Int? {
    guard let member = schema[keyword] else { return nil }
    guard let number = member.value.number, number.isInteger, number >= JSONDecimal(0) else {
      mustBe("an integer of 0 or more", member, in: schema)
      return nil
    }
    return number.int ?? .max
  }

  /// A pair of counts, nil when neither is given. A range that nothing fits is legal in the specification and an error
  /// only in strict mode, where it can only be a mistake.
  mutating func counts(_ minimum: Keyword, _ maximum: Keyword, in schema: Subschema) -> CountRange? {
    guard schema.hasAny([minimum, maximum]) else { return nil }
    let range = CountRange(
      minimum: count(minimum, in: schema) ?? 0, maximum: count(maximum, in: schema) ?? .max)
    if rules.isStrict, range.minimum > range.maximum, let member = schema[maximum] {
      report(
        member, in: schema,
        "\"\(maximum.rawValue)\" \(range.maximum) is below \"\(minimum.rawValue)\" \(range.minimum): nothing is valid",
        hint: "raise one or lower the other")
    }
    return range
  }

  /// Exact: a `JSONDecimal` keeps all digits, so bounds beyond 2^53 are compared as they are written.
  mutating func number(_ keyword: Keyword, in schema: Subschema) -> JSONDecimal? {
    guard let member = schema[keyword] else { return nil }
    if member.value.number == nil { mustBe("a number", member, in: schema) }
    return member.value.number
  }

  mutating func boolean(_ keyword: Keyword, in schema: Subschema) -> Bool? {
    guard let member = schema[keyword] else { return nil }
    if member.value.boolean == nil { mustBe("true or false", member, in: schema) }
    return member.value.boolean
  }

  mutating func string(_ keyword: Keyword, in schema: Subschema) -> JSONString? {
    guard let member = schema[keyword] else { return nil }
    if member.value.string == nil { mustBe("a string", member, in: schema) }
    return member.value.string
  }

  /// Nodes of a non-empty array of schemas: `allOf`, `anyOf`, `oneOf` and `prefixItems` may not be empty in any draft
  /// that has them.
  mutating func schemas(_ keyword: Keyword, in schema: Subschema) -> [SchemaNodeID]? {
    guard let member = schema[keyword] else { return nil }
    guard let elements = member.value.elements, !elements.isEmpty else {
      mustBe("an array of at least one schema", member, in: schema)
      return nil
    }
    return elements.map { child($0, of: schema) }
  }

  /// Members of an object of schemas. That each value is a schema is checked when its node is lowered.
  mutating func schemaMap(_ keyword: Keyword, in schema: Subschema) -> [DocumentMember] {
    guard let member = schema[keyword] else { return [] }
    guard let members = member.value.members else {
      mustBe("an object of schemas", member, in: schema)
      return []
    }
    return members
  }

  /// Distinct strings, as nodes: callers report errors at single names.
  mutating func names(_ keyword: Keyword, in schema: Subschema) -> [DocumentNode] {
    schema[keyword].map { names($0, in: schema) } ?? []
  }

  /// The same for a member that is no keyword of its own, such as one of `dependentRequired`. A name given twice is an
  /// error in both modes, as the specification requires unique elements.
  mutating func names(_ member: DocumentMember, in schema: Subschema) -> [DocumentNode] {
    guard let elements = member.value.elements, elements.allSatisfy({ $0.kind == .string }) else {
      mustBe("an array of strings", member, in: schema)
      return []
    }
    var seen: Set<JSONString> = []
    for element in elements {
      if let name = element.string, !seen.insert(name).inserted {
        report(element, in: schema, "\"\(member.name)\" names \"\(name)\" twice", hint: "remove one of the two")
      }
    }
    return elements
  }
}
