import SchemaCompiler
import SwiftEmitter
import Testing

/// The printed definition carries the sandbox with every limit filled in.
@Suite struct ToolSandboxTests {
  private func printed(_ program: String, _ argv: String, _ more: String) throws -> String {
    let text = """
      {
        "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
        "inputSchema": {
          "type": "object", "additionalProperties": false, "required": ["p"],
          "properties": { "p": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" } }
        },
        "outputSchema": {
          "type": "object", "additionalProperties": false,
          "properties": { "text": { "type": "string", "maxLength": 65536 } }
        },
        "annotations": { "readOnlyHint": false, "destructiveHint": true, "idempotentHint": true, "openWorldHint": false },
        "exec": {
          "program": "\(program)", "argv": \(argv), "timeoutSeconds": 5, "maxOutputBytes": 65536, \(more)
          "output": { "text": { "as": "text" } }
        }
      }
      """
    let sources = SourceSet([SourceFile(path: "tools/demo.json", text: text)], displayRoot: "Schemas/")
    let compiled = ToolCompiler.examine("tools/demo.json", in: sources)
    #expect(compiled.diagnostics.map(\.description) == [])
    let file = ToolEmitter(try #require(compiled.tool)).file().text
    let line = try #require(file.split(separator: "\n").first { $0.contains("sandbox: ") })
    return String(line.suffix(from: try #require(line.firstRange(of: "sandbox: ")).lowerBound))
  }

  @Test func theDefinitionNamesEveryLimit() throws {
    let usual = "memoryBytes: 2147483648, cpuSeconds: 20, fileBytes: "
    #expect(
      try printed("demo", #"["{p}"]"#, "")
        == "sandbox: .init(profile: .readProject, hasNetwork: false, runsProjectCode: false, " + usual
        + "0, openFiles: 1024, processes: 512, mayStartProcesses: true, tier: .kernel)),")
    #expect(
      try printed("rg", #"["--regexp={p}"]"#, #""sandbox": "pure","#)
        == "sandbox: .init(profile: .pure, hasNetwork: false, runsProjectCode: false, " + usual
        + "0, openFiles: 1024, processes: 1, mayStartProcesses: false, tier: .kernel)),")
    #expect(
      try printed(
        "demo", #"["{p}"]"#,
        #""sandbox": {"profile": "write-project", "tier": "bubblewrap"}, "runs": "project-code","#)
        == "sandbox: .init(profile: .writeProject, hasNetwork: false, runsProjectCode: true, " + usual
        + "4294967296, openFiles: 1024, processes: 512, mayStartProcesses: true, tier: .bubblewrap)),")
    #expect(
      try printed(
        "nix", #"["flake", "metadata", "--", "{p}"]"#, #""sandbox": {"profile": "network", "memoryBytes": 16777216},"#)
        == "sandbox: .init(profile: .network, hasNetwork: true, runsProjectCode: false, memoryBytes: 16777216, "
        + "cpuSeconds: 20, fileBytes: 0, openFiles: 1024, processes: 512, mayStartProcesses: true, tier: .kernel)),")
  }
}
