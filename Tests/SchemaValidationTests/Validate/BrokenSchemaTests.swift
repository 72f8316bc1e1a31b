import Foundation
import SchemaValidation
import Testing

/// Schemas that are broken or hostile, given to the program: one error with location and hint, exit code 3, bounded
/// memory.
@Suite struct BrokenSchemaTests {
  /// Kilobytes of data that a process has for a schema of ordinary size.
  private static let smallLimit = 65536

  @Test(arguments: [
    (##"{"properties": {"a": {"$ref": "#/$defs/none"}}}"##, "1:31"),
    (#"{"$ref": "none.json"}"#, "1:10"),
    (#"{"$ref": "https://x.test/none"}"#, "1:10"),
    (#"{"type": "strnig"}"#, "1:10"), (#"{"type": 7}"#, "1:10"), (#"{"type": []}"#, "1:10"),
    (#"{"minimum": "1"}"#, "1:13"), (#"{"multipleOf": 0}"#, "1:16"), (#"{"minLength": -1}"#, "1:15"),
    (#"{"maxItems": 1.5}"#, "1:14"), (#"{"required": "a"}"#, "1:14"), (#"{"required": [1]}"#, "1:14"),
    (#"{"enum": 1}"#, "1:10"), (#"{"properties": []}"#, "1:16"), (#"{"properties": {"a": 1}}"#, "1:22"),
    (#"{"items": 1}"#, "1:11"), (#"{"allOf": {}}"#, "1:11"), (#"{"anyOf": []}"#, "1:11"),
    (#"{"uniqueItems": 1}"#, "1:17"), (#"{"additionalProperties": "no"}"#, "1:26"), (#"{"$ref": 1}"#, "1:10"),
    (#"{"pattern": 1}"#, "1:13"), (#"{"pattern": "("}"#, "1:14"), (#"{"pattern": "a{2,1}"}"#, "1:15"),
    (#"{"pattern": "[z-a]"}"#, "1:16"), (#"{"patternProperties": {"*": true}}"#, "1:25"),
    (#"{"$schema": "https://x.test/none"}"#, "1:13"), (#"{"$schema": 7}"#, "1:13"),
    (#"{"$id": "https://x.test/a", "not": {"$id": "https://x.test/a"}}"#, "1:44"),
    (#"{"$anchor": "a", "not": {"$anchor": "a"}}"#, "1:37"),
    (#"{"a": 1, "a": 2}"#, "1:10"), ("7", "1:1"), ("[]", "1:1"), ("\"\"", "1:1"), ("", "1:1"), ("{", "1:2"),
  ])
  func oneErrorWithLocationAndHint(schema: String, location: String) throws {
    let folder = try Folder()
    try folder.write("s.json", schema)
    try folder.write("in.json", "1")
    let result = try Program.run(
      ["validate", "--schema", "s.json", "in.json"], in: folder, dataLimit: Self.smallLimit)
    #expect(result.code == 3, "\(result.output)\(result.messages)")
    #expect(result.output.isEmpty)
    let lines = result.messages.split(separator: "\n")
    #expect(lines.count { $0.contains(": error: ") } == 1, "\(result.messages)")
    #expect(lines.first?.contains("/s.json:\(location): error: ") == true, "\(result.messages)")
    #expect(lines.count { $0.hasPrefix("  hint: ") } == 1, "\(result.messages)")
  }

  @Test(arguments: ["{\"not\":", "[", "{\"allOf\":[", "{\"$defs\":{\"a\":"])
  func aHundredThousandLevels(opening: String) throws {
    let folder = try Folder()
    try folder.write("s.json", String(repeating: opening, count: 100_000))
    try folder.write("in.json", "1")
    for command in [["validate", "--schema", "s.json", "in.json"], ["metaschema", "s.json"]] {
      let result = try Program.run(command, in: folder, dataLimit: Self.smallLimit)
      #expect(result.code == (command[0] == "validate" ? 3 : 1))
      let text = result.output + result.messages
      #expect(text.contains("s.json:1:") && text.contains("the value is nested too deeply"), "\(text.prefix(1000))")
      #expect(text.utf8.count < 4000)
    }
  }

  /// Texts at the limits of a schema file. Bytes of a file, then megabytes of data that the process may have.
  @Test(arguments: [
    // Too many bytes: not even read to the end.
    (Hostile(head: #"{"description": ""#, piece: " ", tail: #""}"#, bytes: 100 << 20), "larger than 64 MiB", 160),
    // Within the bytes, too many values.
    (Hostile(head: #"{"enum": [0"#, piece: ",0", tail: "]}", bytes: 60 << 20), "more than 1000000 values", 512),
    (Hostile(head: #"{"allOf": [{}"#, piece: ",{}", tail: "]}", bytes: 60 << 20), "more than 1000000 values", 512),
  ])
  func reportsOneErrorForLargeSchemasInBoundedMemory(text: Hostile, message: String, megabytes: Int) throws {
    let folder = try Folder()
    try text.write(to: folder.url.appending(path: "s.json"))
    try folder.write("in.json", "1")
    let result = try Program.run(
      ["validate", "--schema", "s.json", "in.json"], in: folder, dataLimit: megabytes << 10)
    #expect(result.code == 3, "\(result.messages.prefix(1000))")
    let lines = result.messages.split(separator: "\n")
    #expect(lines.count { $0.contains(": error: ") } == 1)
    #expect(lines.first?.contains(message) == true, "\(result.messages.prefix(1000))")
    #expect(lines.count { $0.hasPrefix("  hint: ") } == 1)
  }

  /// A text that repeats one piece.
  struct Hostile: Sendable, CustomTestStringConvertible {
    let head: String
    let piece: String
    let tail: String
    let bytes: Int

    func write(to url: URL) throws {
      var text = Data(head.utf8)
      text.reserveCapacity(bytes + 64)
      let block = Data(String(repeating: piece, count: 1 << 16).utf8)
      while text.count < bytes { text.append(block) }
      text.append(Data(tail.utf8))
      try text.write(to: url)
    }

    var testDescription: String { "\(head)\(piece)…" }
  }
}
