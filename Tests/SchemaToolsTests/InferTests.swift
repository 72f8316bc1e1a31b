import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData
import Testing

@Suite struct InferTests {
  private func schema(_ samples: String..., options: [String] = []) throws -> [String: Any] {
    let result = try ToolFolder().securellm(
      ["infer", "--jsonl"] + options, input: samples.joined(separator: "\n"))
    #expect(result.status == 0, "\(result.messages)")
    return try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
  }

  private func text(_ samples: [String], options: [String] = []) throws -> String {
    let result = try ToolFolder().securellm(["infer", "--jsonl"] + options, input: samples.joined(separator: "\n"))
    #expect(result.status == 0, "\(result.messages)")
    let start = try #require(result.output.range(of: "2020-12/schema\",\n")).upperBound
    return result.output[start...].filter { $0 != "\n" && $0 != " " }
  }

  @Test(arguments: [
    (["1", "2"], #""type":"integer"}"#),
    (["1", "2.0"], #""type":"number"}"#),
    (["1", "null"], #""type":["integer","null"]}"#),
    (["null"], #""type":"null"}"#),
    (["true", "\"a\""], #""anyOf":[{"type":"boolean"},{"type":"string","maxLength":16}]}"#),
    (["\"2026-01-31T10:00:00Z\""], #""type":"string","format":"date-time","maxLength":64}"#),
    (["\"2026-01-31\""], #""type":"string","format":"date","maxLength":32}"#),
    (["\"550e8400-e29b-41d4-a716-446655440000\""], #""type":"string","format":"uuid","maxLength":128}"#),
    (["\"a@b.org\""], #""type":"string","format":"email","maxLength":16}"#),
    (["\"https://a.b/c\""], #""type":"string","format":"uri","maxLength":32}"#),
    (["\"1.2.3.4\""], #""type":"string","format":"ipv4","maxLength":16}"#),
    (["\"2026-01-31\"", "\"x\""], #""type":"string","maxLength":32}"#),
    (["[1,2,3]"], #""type":"array","items":{"type":"integer"},"maxItems":16}"#),
    (["[]"], #""type":"array","items":true,"maxItems":16}"#),
    (
      [#"["a",1]"#, #"["b",2]"#],
      #""type":"array","prefixItems":[{"type":"string","maxLength":16},{"type":"integer"}],"items":false,"minItems":2}"#
    ),
    (
      [#"{"a":1,"b":"x"}"#, #"{"a":2}"#],
      #""type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"type":"string","maxLength":16}},"#
        + #""additionalProperties":false}"#
    ),
    (
      [#"{"a":null}"#, #"{"a":{}}"#],
      #""type":"object","required":["a"],"properties":{"a":{"anyOf":[{"type":"null"},{"type":"object","properties":{},"#
        + #""additionalProperties":false}]}},"additionalProperties":false}"#
    ),
  ])
  func shapesAreFound(_ samples: [String], _ expected: String) throws {
    #expect(try text(samples) == expected)
  }

  @Test func boundsAreOptional() throws {
    #expect(
      try text(["-1", "1e3", "7"], options: ["--bounds"]) == #""type":"number","minimum":-1,"maximum":1000}"#)
    #expect(
      try text([#"["ab"]"#], options: ["--bounds"])
        == #""type":"array","items":{"type":"string","minLength":2,"maxLength":16},"minItems":1,"maxItems":16}"#)
  }

  @Test func fewWordsAreAnEnumeration() throws {
    let words = (0..<20).map { "\"\(["open", "closed", "held"][$0 % 3])\"" }
    #expect(try text(words) == #""type":"string","enum":["closed","held","open"]}"#)
    #expect(try text(Array(words.prefix(6))) == #""type":"string","maxLength":16}"#)
  }

  @Test func secretsAreNotWrittenDown() throws {
    let keys = (0..<20).map { _ in #"{"password":"hunter","key":"AKIA1B2C3D4E5F6G","state":"on"}"# }
    let schema = try text(keys)
    #expect(!schema.contains("hunter"))
    #expect(!schema.contains("AKIA"))
    #expect(schema.contains(#""enum":["on"]"#))
  }

  @Test func tagsDistinguishShapes() throws {
    let samples = (0..<4).map { $0 % 2 == 0 ? #"{"type":"move","x":1}"# : #"{"type":"say","text":"hi \#($0)"}"# }
    let schema = try text(samples)
    #expect(
      schema == #""oneOf":[{"type":"object","required":["type","x"],"properties":{"type":{"const":"move"},"#
        + #""x":{"type":"integer"}},"additionalProperties":false},{"type":"object","required":["type","text"],"#
        + #""properties":{"type":{"const":"say"},"text":{"type":"string","maxLength":16}},"#
        + #""additionalProperties":false}]}"#)
  }

  @Test func manyKeysAreAMap() throws {
    let samples = (0..<10).map { n in
      "{" + (0..<4).map { "\"user\(n * 4 + $0)\":{\"n\":\($0)}" }.joined(separator: ",") + "}"
    }
    #expect(
      try text(samples) == #""type":"object","additionalProperties":{"type":"object","required":["n"],"properties":"#
        + #"{"n":{"type":"integer"}},"additionalProperties":false},"propertyNames":{"maxLength":16},"maxProperties":16}"#
    )
  }

  @Test func readsFilesAndFolders() throws {
    let folder = try ToolFolder()
    try folder.write("in/a.json", "{\"a\": 1}")
    try folder.write("in/b.jsonl", "{\"a\": 2}\n\n{\"a\": 3, \"b\": 1}\n")
    let result = try folder.securellm(["infer", "--title", "T", "in"])
    #expect(result.status == 0)
    #expect(result.messages == "3 samples\n")
    #expect(result.output.contains("\"title\": \"T\""))
    #expect(result.output.contains("\"required\": [\"a\"]"))
  }

  @Test func rejectsBadSamples() throws {
    let folder = try ToolFolder()
    for text in ["{\"a\":1,\"a\":2}", "[1,", "\"\\ud800\"", String(repeating: "[", count: 100_000)] {
      let result = try folder.securellm(["infer"], input: text)
      #expect(result.status == 3)
      #expect(result.output.isEmpty)
      #expect(result.messages.contains("(standard input):1:"))
    }
    #expect(try folder.securellm(["infer", "--jsonl"], input: "\n\n").status == 2)
    #expect(try folder.securellm(["infer", "none.json"]).status == 2)
  }

  /// Random samples of random shapes: the schema compiles in strict mode and accepts every one of them.
  @Test func everySampleIsAccepted() throws {
    var random = SystemRandomNumberGenerator()
    for round in 0..<25 {
      let samples = (0..<Int.random(in: 1...40)).map { _ in value(&random, depth: 0) }
      let folder = try ToolFolder()
      let options = round % 2 == 0 ? ["--bounds"] : []
      let result = try folder.securellm(["infer", "--jsonl"] + options, input: samples.joined(separator: "\n"))
      #expect(result.status == 0, "\(result.messages)\n\(samples.joined(separator: "\n"))")
      let sources = SourceSet([SourceFile(path: "s.json", text: result.output)])
      let compiled = try #require(CompiledSchema.compile("s.json", in: sources, mode: .strict).value)
      let interpreter = SchemaInterpreter(compiled.program)
      for sample in samples {
        #expect(interpreter.isValid(JSONBytes(sample)), "\(sample)\n\(result.output)")
      }
    }
  }

  private func value(_ random: inout SystemRandomNumberGenerator, depth: Int) -> String {
    switch Int.random(in: 0..<(depth < 4 ? 12 : 7), using: &random) {
    case 0: return "null"
    case 1: return "true"
    case 2: return String(Int.random(in: -5...1_000_000, using: &random))
    case 3: return ["1.5", "-0", "1e3", "0.1E-7", "123456789012345678901234567890"].randomElement(using: &random) ?? ""
    case 4: return ["\"a\"", "\"bb\"", "\"é\\u0000\"", "\"x y\"", "\"\""].randomElement(using: &random) ?? ""
    case 5: return ["\"2026-01-31\"", "\"1.2.3.4\"", "\"a@b.cd\"", "\"::1\""].randomElement(using: &random) ?? ""
    case 6: return ["\"open\"", "\"closed\""].randomElement(using: &random) ?? ""
    case 7, 8:
      let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth + 1) }
      return "[\(elements.joined(separator: ","))]"
    default:
      let names = ["type", "a", "b", "c", "kind", "d\\u0065", "~/", "k1", "k2", "k3"].shuffled(using: &random)
      let members = names.prefix(Int.random(in: 0...6, using: &random)).map { name in
        let tag = name == "type" ? "\"\(["x", "y"].randomElement(using: &random) ?? "")\"" : nil
        return "\"\(name)\":\(tag ?? value(&random, depth: depth + 1))"
      }
      return "{\(members.joined(separator: ","))}"
    }
  }
}
