import Foundation
import Testing

@testable import SchemaCompiler

@Suite struct ShippedToolTests {
  @Test(arguments: ToolSources.toolPaths)
  func compiles(path: String) throws {
    let compiled = ToolCompiler.compile(path, in: ToolSources.shipped)
    for diagnostic in compiled.diagnostics { Issue.record("\(diagnostic)") }
    let tool = try #require(compiled.value)
    #expect(tool.file == path)
    let entry = try #require(try JSONSerialization.jsonObject(with: Data(tool.listEntry.utf8)) as? [String: Any])
    #expect(
      Set(entry.keys).subtracting(["icons"]) == [
        "name", "title", "description", "inputSchema", "outputSchema", "annotations",
      ])
    #expect(!tool.listEntry.contains("$ref") && !tool.listEntry.contains("x-ack"))
    // Clients load every entry into a model's context: 4 KB for what is not prose.
    #expect(tool.listEntry.utf8.count - tool.description.utf8.count <= 4096)
  }

  @Test func namesAreDistinct() {
    let tools = ToolSources.toolPaths.compactMap { ToolCompiler.compile($0, in: ToolSources.shipped).value }
    #expect(tools.count == ToolSources.toolPaths.count)
    #expect(ToolCompiler.conflicts(ToolSources.toolPaths, in: ToolSources.shipped).isEmpty)
  }
}
