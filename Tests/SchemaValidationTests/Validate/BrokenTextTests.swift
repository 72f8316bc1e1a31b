import Foundation
import SchemaValidation
import TestData
import Testing

/// Text that is not JSON, as instance and as schema: one diagnostic with its location, the exit code of the table,
/// bounded memory.
@Suite(.enabled(if: TestData.has("JSONTestSuite/test_parsing"), "\(TestData.absence)"))
struct BrokenTextTests {
  private static let folder = "JSONTestSuite/test_parsing"

  /// Paths of the texts that every reader must refuse.
  private func malformed() throws -> [String] {
    let url = try #require(TestData.url(Self.folder))
    return TestData.names(in: Self.folder, suffix: ".json").filter { $0.hasPrefix("n_") }.map { "\(url.path)/\($0)" }
  }

  /// Whether a line is `path:line:column: ` and something more.
  private static func names(_ line: Substring, _ path: String) -> Bool {
    let rest = line.dropFirst(path.count).split(separator: ":", maxSplits: 3)
    return line.hasPrefix(path) && rest.count >= 3 && Int(rest[0]) ?? 0 > 0 && Int(rest[1]) ?? 0 > 0
  }

  @Test func everyInstanceIsOneError() async throws {
    let folder = try Folder()
    let files = try malformed()
    #expect(files.count > 100)
    let schema = try folder.write("any.json", "true")
    for file in files {
      let result = try await folder.run(ValidateRequest(schema: .file(schema), files: [file]))
      #expect(result.status == .found)
      let lines = result.output.split(separator: "\n")
      #expect(lines.count == 1, "\(file): \(result.output)")
      #expect(lines.allSatisfy { Self.names($0, file) && $0.contains(": syntax: ") }, "\(result.output)")
      #expect(result.messages == "1 instance: 0 valid, 1 invalid\n")
    }
  }

  @Test func everySchemaIsOneError() async throws {
    let folder = try Folder()
    let instance = try folder.write("in.json", "1")
    for file in try malformed() {
      let result = try await folder.run(ValidateRequest(schema: .file(file), files: [instance]))
      #expect(result.status == .badSchema)
      let lines = result.messages.split(separator: "\n")
      #expect(lines.count { $0.contains(": error: ") } == 1, "\(result.messages)")
      #expect(lines.first.map { Self.names($0, file) } == true, "\(result.messages)")
      #expect(lines.count { $0.hasPrefix("  hint: ") } == 1, "\(result.messages)")
      #expect(result.output.isEmpty)
    }
  }

  /// All of them in one process that may have 64 MB of data, as text for people and as JSON.
  @Test(arguments: [["validate", "--schema", "any.json"], ["metaschema"], ["explain", "--schema", "any.json"]])
  func memoryIsBounded(_ command: [String]) throws {
    let folder = try Folder()
    try folder.write("any.json", "true")
    let files = try malformed()
    for json in [false, true] {
      let arguments = command + (json ? ["--json"] : []) + files
      let result = try Program.run(arguments, in: folder, dataLimit: 65536)
      #expect(result.code == 1, "\(result.messages)")
      let lines = result.output.split(separator: "\n").filter { json || !$0.hasPrefix("  ") }
      #expect(lines.count == files.count + (json ? 1 : 0), "\(command)")
    }
  }
}
