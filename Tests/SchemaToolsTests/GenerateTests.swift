import Foundation
import SchemaCompiler
import SwiftEmitter
import Testing

@Suite struct GenerateTests {
  private let schema = #"""
    {"type": "object", "additionalProperties": false, "required": ["id"],
     "properties": {"id": {"type": "integer"}, "kind": {"type": "string", "enum": ["a", "b"]}}}
    """#

  @Test func theCodeIsThePlugins() throws {
    let folder = try ToolFolder()
    try folder.write("order.json", schema)
    let result = try folder.securellm(["generate", "order.json"])
    #expect(result.status == 0)
    let sources = SourceSet([SourceFile(path: "order.json", text: schema)])
    let compiled = try #require(
      CompiledSchema.compile("order.json", in: sources, mode: .strict, requireBounds: false).value)
    let plugin = SwiftFile.schema(compiled, source: "order.json", name: "Order")
    // Locations carry the path that the file was given under.
    let path = String(folder.url.path.dropFirst()) + "/"
    #expect(result.output.replacingOccurrences(of: path, with: "") == plugin.text)
    #expect(try folder.securellm(["generate", "--name", "Basket", "order.json"]).output.contains("public enum Basket"))
  }

  @Test func theReportCounts() throws {
    let folder = try ToolFolder()
    try folder.write("order.json", schema)
    let code = try folder.securellm(["generate", "order.json"]).output
    let report = try folder.securellm(["generate", "--report", "order.json"]).output
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(report.hasPrefix("Order.swift: \(lines) lines, \(code.utf8.count) bytes, "))
    let head = try #require(report.split(separator: "\n").first)
    #expect(head.hasSuffix(" s"), "and ends with the seconds")
    #expect(report.contains("  enum Order\n"))
    #expect(report.contains("  struct Value\n"))
    let json = try folder.securellm(["generate", "--json", "order.json"]).output
    let object = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["lines"] as? Int == lines)
    #expect(try #require(object["seconds"] as? Double) < 60)
  }

  @Test func strictModeRefuses() throws {
    let folder = try ToolFolder()
    try folder.write("a.json", #"{"maxlength": 1}"#)
    let result = try folder.securellm(["generate", "a.json"])
    #expect(result.status == 3)
    #expect(result.messages.contains("a.json:1:2: error: unknown keyword \"maxlength\"; did you mean \"maxLength\"?"))
    #expect(try folder.securellm(["generate", "none.json"]).status == 2)
  }

  /// What `lint` calls never valid is no type, and what nothing refers to is no type either: both are said.
  @Test func saysWhatComesToNothing() throws {
    let folder = try ToolFolder()
    try folder.write("a.json", #"{"allOf": [{"type": "string", "enum": ["x"]}, {"type": "object"}]}"#)
    let refused = try folder.securellm(["generate", "a.json"])
    #expect(refused.status == 3)
    #expect(
      refused.messages.contains("a.json:1:47: error: no value has the types of this schema"), "\(refused.messages)")
    try folder.write("b.json", #"{"$defs": {"a": {"type": "null"}, "b": {"type": "null"}}}"#)
    let empty = try folder.securellm(["generate", "b.json"])
    #expect(empty.status == 0)
    #expect(
      empty.messages.contains("b.json:1:2: warning: nothing refers to the 2 definitions here"), "\(empty.messages)")
    #expect(empty.messages.contains(##"{ "$ref": "b.json#/$defs/a" }"##))
    // The hint works.
    try folder.write("c.json", ##"{"$ref": "b.json#/$defs/a"}"##)
    #expect(try folder.securellm(["generate", "c.json"]).messages.isEmpty)
  }
}
