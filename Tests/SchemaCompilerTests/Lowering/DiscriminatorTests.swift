import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

@Suite struct DiscriminatorTests {
  private typealias Discriminator = AlternativesCheck.Discriminator

  private func found(
    _ branches: String, defs: String = "{}", keyword: String = "oneOf", beside: String = ""
  ) throws -> Discriminator? {
    let outcome = compiled(
      "{\"\(keyword)\": [\(branches)], \(beside)\"$defs\": \(defs)}", requireBounds: false)
    #expect(outcome.diagnostics.isEmpty, "\(outcome.diagnostics)")
    for check in try #require(outcome.value).program.nodes[0].checks {
      if case .oneOf(let check) = check { return check.discriminator }
      if case .anyOf(let check) = check { return check.discriminator }
    }
    return nil
  }

  private func branch(_ tag: String, required: String = #"["t"]"#, type: String = #""type": "object", "#) -> String {
    "{\(type)\"required\": \(required), \"properties\": {\"n\": true, \"t\": \(tag)}}"
  }

  private func shape(_ names: String..., required: String, others: String = "false") -> String {
    let properties = names.map { "\"\($0)\": true" }.joined(separator: ",")
    return "{\"type\": \"object\", \"properties\": {\(properties)}, \"required\": [\(required)], "
      + "\"additionalProperties\": \(others)}"
  }

  // MARK: tags

  @Test(arguments: ["oneOf", "anyOf"]) func constants(keyword: String) throws {
    let branches = branch(#"{"const": "a"}"#) + "," + branch(#"{"enum": ["b"]}"#)
    #expect(try found(branches, keyword: keyword) == .tag("t", values: [[.string("a")], [.string("b")]]))
  }

  @Test func behindReferences() throws {
    let defs = """
      {"a": \(branch(##"{"$ref": "#/$defs/tag"}"##)), "tag": {"const": "x"},
       "b": {"allOf": [{"$ref": "#/$defs/c"}, {"required": ["t"]}]}, "c": \(branch(#"{"const": "y"}"#, required: "[]"))}
      """
    let found = try found(##"{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}"##, defs: defs)
    #expect(found == .tag("t", values: [[.string("x")], [.string("y")]]))
  }

  @Test func valuesOfManyKinds() throws {
    let tags = [#"{"const": 1}"#, #"{"enum": [2.0, "x"]}"#, #"{"const": true}"#, #"{"const": null}"#]
    let expected: [[JSONValue]] = [
      [.number(JSONDecimal(1))], [.number(JSONDecimal(2)), .string("x")], [.boolean(true)], [.null],
    ]
    #expect(try found(tags.map { branch($0) }.joined(separator: ",")) == .tag("t", values: expected))
  }

  @Test func branchesThatTakeNoObjects() throws {
    let branches = branch(#"{"const": "a"}"#) + #", {"type": "null"}, "# + branch(#"{"const": "b"}"#) + ", false"
    let outcome = compiled("{\"oneOf\": [\(branches)]}", mode: .standard(assertFormat: false), requireBounds: false)
    let nodes = try #require(outcome.value).program.nodes
    guard case .oneOf(let check)? = nodes[0].checks.first else {
      Issue.record("the root is a oneOf")
      return
    }
    #expect(check.discriminator == .tag("t", values: [[.string("a")], [], [.string("b")], []]))
  }

  @Test func ambiguousTags() throws {
    let a = branch(#"{"const": "a"}"#)
    #expect(try found(a + "," + branch(#"{"const": "b"}"#, required: "[]")) == nil, "one does not require it")
    #expect(try found(a + "," + a) == nil, "both have the same")
    #expect(try found(a + "," + branch(#"{"enum": ["b", "a"]}"#)) == nil, "the sets overlap")
    #expect(try found(branch(#"{"const": 1}"#) + "," + branch(#"{"const": 1.0}"#)) == nil, "equal numbers")
    #expect(try found(a + "," + branch(#"{"const": 1.5}"#)) == nil, "a fraction")
    #expect(try found(a + #","# + #"{"type": "string"}"#) == nil, "there is one branch for objects")
    #expect(try found(a + #", {"type": ["object", "null"]}, "# + branch(#"{"const": "b"}"#)) == nil)
  }

  // MARK: members

  @Test func membersOfTheirOwn() throws {
    let branches = shape("x", "r", required: #""r""#) + "," + shape("x", "s", required: #""x", "s""#)
    #expect(try found(branches) == .member(["r", "s"], rest: nil))
    #expect(try found(branches + "," + shape("x", required: "")) == .member(["r", "s", nil], rest: 2))
    #expect(try found(branches + ", " + shape("x", required: "") + "," + shape("y", required: "")) == nil)
  }

  @Test func membersThatOthersAccept() throws {
    let (closed, open) = (shape("r", required: #""r""#), shape("s", required: #""s""#, others: "true"))
    #expect(try found(open + "," + shape("r", required: #""r""#, others: "true")) == nil)
    #expect(
      try found(closed + "," + open) == .member([nil, "s"], rest: 0), "the first refuses what the second requires")
    let both = shape("s", "r", required: #""s""#)
    #expect(try found(closed + "," + both) == .member([nil, "s"], rest: 0))
    let patterns = """
      {"type": "object", "patternProperties": {"^r": true}, "properties": {"s": true}, "required": ["s"],
       "additionalProperties": false}
      """
    #expect(try found(shape("s", "r", required: #""r""#) + "," + patterns) == nil)
  }

  @Test func membersRefusedByName() throws {
    let one = #"{"type": "object", "required": ["a"], "properties": {"a": true, "b": false}}"#
    let other = #"{"type": "object", "required": ["b"], "properties": {"b": true, "a": false}}"#
    #expect(try found(one + "," + other) == .member(["a", "b"], rest: nil))
  }
}

/// Random alternatives evaluated with and without what distinguishes them.
@Suite struct DiscriminatorDifferentialTests {
  private static let names = ["a", "b", "c", "d"]
  private static let values = ["\"x\"", "\"y\"", "1", "2", "2.0", "true", "false", "null", "1.5", "\"\"", "{}", "[]"]

  private func schema(_ random: inout SystemRandomNumberGenerator) -> String {
    let branches = (0..<Int.random(in: 2...4, using: &random)).map { _ in branch(&random) }
    let keyword = Bool.random(using: &random) ? "oneOf" : "anyOf"
    return "{\"\(keyword)\": [\(branches.joined(separator: ","))]}"
  }

  private func branch(_ random: inout SystemRandomNumberGenerator) -> String {
    if Int.random(in: 0..<10, using: &random) == 0 { return #"{"type": ["string", "null"]}"# }
    var parts = Int.random(in: 0..<4, using: &random) > 0 ? [#""type": "object""#] : []
    var members: [String] = []
    for name in Self.names.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random)) {
      let values = Self.values.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
      let kinds = [#"{"enum": [\#(values.joined(separator: ","))]}"#, #"{"const": \#(values[0])}"#, "true", "false"]
      members.append("\"\(name)\": \(kinds[Int.random(in: 0...3, using: &random)])")
    }
    parts.append("\"properties\": {\(members.joined(separator: ","))}")
    let required = Self.names.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
    parts.append("\"required\": [\(required.map { "\"\($0)\"" }.joined(separator: ","))]")
    if Bool.random(using: &random) { parts.append(#""additionalProperties": false"#) }
    return "{\(parts.joined(separator: ","))}"
  }

  private func instance(_ random: inout SystemRandomNumberGenerator) -> String {
    guard Int.random(in: 0..<12, using: &random) > 0 else { return Self.values.randomElement(using: &random) ?? "0" }
    let members = Self.names.filter { _ in Bool.random(using: &random) }.shuffled(using: &random).map { name in
      "\"\(name)\": \(Self.values.randomElement(using: &random) ?? "0")"
    }
    return "{\(members.joined(separator: ","))}"
  }

  @Test func sameResults() throws {
    var random = SystemRandomNumberGenerator()
    var (discriminated, valid, pairs) = (0, 0, 0)
    var differing: [String] = []
    for _ in 0..<3000 {
      let text = schema(&random)
      let outcome = compiled(text, mode: .standard(assertFormat: false), requireBounds: false)
      let program = try #require(outcome.value, "\(text)").program
      guard let plain = program.withoutDiscriminator else { continue }
      discriminated += 1
      let (fast, slow) = (SchemaInterpreter(program), SchemaInterpreter(plain))
      for _ in 0..<40 {
        let instance = JSONBytes(instance(&random))
        let outcome = slow.isValid(instance)
        if fast.isValid(instance) != outcome || fast.violations(instance).isEmpty != outcome {
          differing.append("\(text) \(String(decoding: instance.bytes, as: UTF8.self))")
        }
        pairs += 1
        if outcome { valid += 1 }
      }
    }
    #expect(differing.isEmpty)
    #expect(discriminated > 150, "\(discriminated) of the schemas have a discriminator")
    #expect(valid * 20 > pairs, "\(valid) of \(pairs) are valid")
  }
}

extension SchemaProgram {
  /// The same with every branch tried in turn; nil when the root has no discriminator.
  fileprivate var withoutDiscriminator: SchemaProgram? {
    var program = self
    switch nodes[root].checks.first {
    case .oneOf(let check) where check.discriminator != nil:
      program.nodes[root].checks[0] = .oneOf(AlternativesCheck(branches: check.branches))
    case .anyOf(let check) where check.discriminator != nil:
      program.nodes[root].checks[0] = .anyOf(AlternativesCheck(branches: check.branches))
    default: return nil
    }
    return program
  }
}
