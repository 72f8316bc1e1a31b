import Foundation
import JSONCore
import ProcessRunner
import Testing

@testable import ToolRuntime

/// A tool that exists to run a project's code executes what the project has; any other executes its program alone.
@Suite(.enabled(if: SandboxSupport.ofThisKernel.isComplete, "this kernel has no Landlock, or no seccomp filters"))
struct ProjectCodeTests {
  private let parent = NSTemporaryDirectory() + "/project-code-" + UUID().uuidString

  private func run(_ script: String, runsProjectCode: Bool) async throws -> String {
    let files = FileManager.default
    for folder in ["project", "home"] {
      try files.createDirectory(atPath: "\(parent)/\(folder)", withIntermediateDirectories: true)
    }
    defer { try? files.removeItem(atPath: parent) }
    try Data("#!/bin/sh\necho the project ran\n".utf8).write(to: URL(filePath: parent + "/project/build"))
    try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: parent + "/project/build")
    try Data("outside".utf8).write(to: URL(filePath: parent + "/token"))
    let definition = definition(runsProjectCode)
    let host = ToolHost(
      settings: .init(
        projectRoot: parent + "/project", programDirectories: ["/bin", "/usr/bin"], homeDirectory: parent + "/home",
        guardDirectory: parent + "/guard"),
      definitions: [definition])
    var argv = ArgumentVector()
    argv.literal("-c")
    argv.value(JSONString(script))
    argv.endEntry()
    let result = try await host.run(definition, argv) { _ in }
    return String(decoding: result.bytes, as: UTF8.self)
  }

  private func definition(_ runsProjectCode: Bool) -> ToolDefinition {
    let sandbox = ToolDefinition.Sandbox(
      profile: .writeProject, hasNetwork: false, runsProjectCode: runsProjectCode, memoryBytes: 1 << 30, cpuSeconds: 20,
      fileBytes: 1 << 20, openFiles: 64, processes: 32, mayStartProcesses: true, tier: .kernel)
    return ToolDefinition(
      name: "build", title: "Build", description: "Builds.", file: "tools/build.json",
      hints: .init(readOnly: false, destructive: true, idempotent: true, openWorld: false), cache: nil,
      timeoutSeconds: 20,
      program: .init(
        name: "sh", environment: [], successCodes: [0], maxOutputBytes: 1 << 16, output: .text(member: "text"),
        reportsProgress: false, sandbox: sandbox), isInline: false, listEntry: "{}")
  }

  @Test func executesTheProjectAndTheSystem() async throws {
    let script =
      "./build && ls build && echo x > \"$TMPDIR/made\" && cat made; cat ../token 2>/dev/null; echo x > ../home/y"
    let text = try await run(script + " 2>/dev/null || echo kept in", runsProjectCode: true)
    #expect(text.contains("the project ran\\nbuild\\nx\\nkept in") && !text.contains("outside"), "\(text)")
  }

  @Test(arguments: ["./build", "ls", "exec ./build"]) func executesNothingElse(script: String) async throws {
    await #expect(throws: ToolFailure.self) { try await run(script, runsProjectCode: false) }
  }
}
