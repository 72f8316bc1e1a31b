import ExampleToolsKit
import Foundation
import SecureLLMServer
import Testing

/// Calls as an editor makes them, in the folder of this file.
@Suite struct ToolTests {
  let server = ToolServer(
    name: "example-tools-tests", tools: Catalogue.served(by: Handlers()),
    project: URL(filePath: #filePath).deletingLastPathComponent().path)

  @Test func runsTheProgram() async throws {
    #expect(try await server.call("count_lines", #"{"path":"ToolTests.swift"}"#).contains("./ToolTests.swift"))
  }

  @Test func callsTheHandler() async throws {
    let result = try await server.call("longest_line", #"{"path":"ToolTests.swift"}"#)
    #expect(result.contains(#""bytes":"#))
  }

  @Test(arguments: ["../Package.swift", "-", "none.swift"])
  func refusesOtherPaths(_ path: String) async {
    await #expect(throws: ToolFailure.self) {
      try await server.call("longest_line", #"{"path":"\#(path)"}"#)
    }
  }
}
