import Foundation
import Testing

@testable import SchemaCompiler

@Suite struct ShippedToolTests {
  @Test(arguments: ToolSources.toolPaths)
  func compiles(path: String) throws {
    let compiled = ToolCompiler.compile(path, in: ToolSources.shipped)
    for diagnostic in compiled.diagnostics { Issue.record("\(diagnostic)") }
    let tool = try #require(compiled.tool)
    #expect(tool.file == path)
    let entry = try #require(try JSONSerialization.jsonObject(with: Data(tool.listEntry.utf8)) as? [String: Any])
    #expect(
      Set(entry.keys).subtracting(["icons"]) == [
        "name", "title", "description", "inputSchema", "outputSchema", "annotations",
      ])
    #expect(!tool.listEntry.contains("$ref") && !tool.listEntry.contains("x-ack"))
    // Clients load every entry into a model's context.
    #expect(tool.listEntry.utf8.count <= 4096)
  }

  @Test func namesAreDistinct() {
    let outcome = ToolCompiler.compile(ToolSources.toolPaths, in: ToolSources.shipped)
    #expect(outcome.diagnostics.isEmpty)
    #expect(outcome.value?.count == ToolSources.toolPaths.count)
  }
}
