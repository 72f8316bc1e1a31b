import JSONCore
import SchemaRuntime
import TestData
import Testing

/// A pattern that gives up refuses the whole text: nothing around it turns that into a result.
@Suite struct ExpensivePatternTests {
  static let pattern = #"^(a+)+\\1b$"#
  static let text = String(repeating: "a", count: 3000)

  static let refused = [
    (#"{"pattern": "P"}"#, #""T""#), (#"{"not": {"pattern": "P"}}"#, #""T""#),
    (#"{"anyOf": [{"pattern": "P"}, true]}"#, #""T""#), (#"{"oneOf": [{"pattern": "P"}, {"minLength": 1}]}"#, #""T""#),
    (#"{"if": {"pattern": "P"}, "then": false}"#, #""T""#), (#"{"not": {"not": {"not": {"pattern": "P"}}}}"#, #""T""#),
    (#"{"patternProperties": {"P": false}}"#, #"{"T": 1}"#),
    (#"{"not": {"patternProperties": {"P": true}, "required": ["x"]}}"#, #"{"T": 1}"#),
    (#"{"propertyNames": {"not": {"pattern": "P"}}}"#, #"{"T": 1}"#),
    (#"{"contains": {"pattern": "P"}, "maxContains": 1}"#, #"["T", "b"]"#),
    (#"{"not": {"contains": {"pattern": "P"}}}"#, #"["T"]"#),
    (#"{"items": {"not": {"pattern": "P"}}}"#, #"["b", "T", "b"]"#),
    (#"{"unevaluatedItems": false, "contains": {"not": {"pattern": "P"}}}"#, #"["T"]"#),
  ]

  @Test(arguments: Effort.share(of: refused))
  func refusesTheText(_ schema: String, _ instance: String) throws {
    let written = schema.replacing("\"P\"", with: "\"\(Self.pattern)\"")
    let found = try errors(written, instance.replacing("T", with: Self.text))
    #expect(!found.isEmpty)
    #expect(found.contains { $0.contains("too many steps") }, "\(found)")
  }

  @Test func evaluatesOthersNormally() throws {
    let schema = #"{"not": {"pattern": "P"}}"#.replacing("P", with: Self.pattern)
    #expect(try errors(schema, "\"b\"").isEmpty)
    #expect(try errors(schema, "\"aab\"").count == 1)
  }
}
