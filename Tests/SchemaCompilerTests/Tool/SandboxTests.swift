import Testing

@testable import SchemaCompiler

/// What a tool file declares about its sandbox, completed with what is known of the program.
@Suite struct SandboxTests {
  private static let letters = #"{ "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[a-z]+$" }"#

  private func compile(_ program: String, _ argv: String, _ more: String = "") -> ToolCompilation {
    ToolSources.compile(
      program: program, argv: argv, properties: "\"word\": \(Self.letters)", required: #"["word"]"#, more: more)
  }

  /// With hints that suit `"runs": "project-code"`.
  private func builder(_ program: String, _ argv: String, _ more: String) -> ToolCompilation {
    let text = ToolSources.text(
      program: program, argv: argv, properties: "\"word\": \(Self.letters)", required: #"["word"]"#, more: more)
    return ToolSources.compile(
      text.replacing(
        #""readOnlyHint": true, "destructiveHint": false"#, with: #""readOnlyHint": false, "destructiveHint": true"#))
  }

  private func sandbox(_ compiled: ToolCompilation) throws -> ProgramPlan.Sandbox {
    #expect(compiled.diagnostics.map(\.description) == [])
    guard case .program(let plan)? = compiled.tool?.work else { throw Missing() }
    return plan.sandbox
  }

  private struct Missing: Error {}
  private static let networkReason = #""x-ack": {"network": "it asks the service that it is for"},"#

  @Test func readsTheProjectByDefault() throws {
    let found = try sandbox(compile("demo", #"["{word}"]"#))
    #expect(found.profile == .readProject && !found.hasNetwork && !found.runsProjectCode)
    #expect(found.memoryBytes == 2 << 30 && found.cpuSeconds == 20 && found.fileBytes == 0 && found.openFiles == 1024)
    #expect(found.processes == 512 && found.mayStartProcesses)
  }

  @Test(arguments: [
    ("pure", ProgramPlan.Sandbox.Profile.pure, false), ("read-project", .readProject, false),
    ("network", .network, true),
  ])
  func aWordNamesAProfile(word: String, profile: ProgramPlan.Sandbox.Profile, hasNetwork: Bool) throws {
    let more = hasNetwork ? Self.networkReason : ""
    let found = try sandbox(compile("demo", #"["{word}"]"#, "\"sandbox\": \"\(word)\"," + more))
    #expect(found.profile == profile && found.hasNetwork == hasNetwork && found.fileBytes == 0)
  }

  @Test func writingNeedsAnAcknowledgementOfReadOnlyTools() throws {
    let more = #""sandbox": "write-project", "x-ack": {"write-project": "it writes its cache only"},"#
    let found = try sandbox(compile("demo", #"["{word}"]"#, more))
    #expect(found.profile == .writeProject && !found.hasNetwork && found.fileBytes == 4 << 30)
    // An acknowledgement that nothing needs is an error, as everywhere.
    let unused = compile("demo", #"["{word}"]"#, #""x-ack": {"write-project": "it writes its cache only"},"#)
    #expect(unused.diagnostics.contains { $0.message.contains("which needs none here") })
  }

  /// Nothing is known of it, so it may read the project; for more there has to be a reason.
  @Test func unknownProgramsReadTheProject() throws {
    let text = ToolSources.text(
      program: "demo", argv: #"["{word}"]"#, properties: "\"word\": \(Self.letters)", required: #"["word"]"#,
      more: #""sandbox": {"profile": "write-project", "network": true},"#
    ).replacing(#""readOnlyHint": true"#, with: #""readOnlyHint": false"#)
    for (text, profile) in [
      (text, "write-project"),
      (ToolSources.text(program: "demo", argv: #"["a"]"#, properties: "", more: #""sandbox": "network","#), "network"),
    ] {
      let refused = ToolSources.compile(text)
      #expect(refused.diagnostics.map(\.pointer) == ["/exec/sandbox"], "\(refused.diagnostics)")
      #expect(refused.diagnostics.first?.message.contains("nothing is known of \"demo\"") == true)
      #expect(refused.diagnostics.first?.hint.contains("programs/demo.json") == true)
      let reason = #""x-ack": {"\#(profile)": "that is what the program is for"}, "sandbox""#
      #expect(ToolSources.compile(text.replacing(#""sandbox""#, with: reason)).tool != nil)
    }
    #expect(compile("df", #"["--", "{word}"]"#, #""sandbox": "network","#).tool != nil)
  }

  @Test func limitsAreKept() throws {
    let object = """
      "sandbox": {"profile": "network", "memoryBytes": 4294967296, "cpuSeconds": 7, "fileBytes": 5, "openFiles": 64,
      "processes": 9},
      """
    let found = try sandbox(compile("demo", #"["{word}"]"#, object + Self.networkReason))
    #expect(found.hasNetwork && found.memoryBytes == 4 << 30 && found.cpuSeconds == 7 && found.fileBytes == 5)
    #expect(found.openFiles == 64 && found.processes == 9 && found.mayStartProcesses)
    #expect(
      try sandbox(
        compile("demo", #"["{word}"]"#, #""sandbox": {"profile": "network", "network": true},"# + Self.networkReason)
      ).hasNetwork)
    let one = try sandbox(compile("demo", #"["{word}"]"#, #""sandbox": {"profile": "pure", "processes": 1},"#))
    #expect(one.processes == 1 && !one.mayStartProcesses)
  }

  /// Programs that are known to do their work alone get one process.
  @Test(arguments: [
    ("git", #"["log", "--grep={word}"]"#, ""), ("git", #"["show", "--no-patch", "--end-of-options", "{word}"]"#, ""),
    ("git", #"["rev-list", "--end-of-options", "{word}"]"#, ""),
    ("git", #"["status", "--", "{word}"]"#, #""x-ack": {"status": "filters are taken away"},"#),
    ("rg", #"["--regexp={word}"]"#, ""),
  ])
  func knownProgramsStartNoOther(program: String, argv: String, more: String) throws {
    let found = try sandbox(compile(program, argv, more))
    #expect(found.processes == 1 && !found.mayStartProcesses)
    let refused = compile(program, argv, more + #""sandbox": {"profile": "read-project", "processes": 2},"#)
    #expect(refused.diagnostics.map(\.pointer) == ["/exec/sandbox/processes"], "\(refused.diagnostics)")
    #expect(refused.diagnostics.first?.message.contains("starts no other process") == true)
  }

  @Test func acknowledgedProgramsMayStartOthers() throws {
    let more = #""x-ack": {"--search-zip": "archives are what it looks into"},"#
    #expect(try sandbox(compile("rg", #"["--search-zip", "--regexp={word}"]"#, more)).mayStartProcesses)
    #expect(try sandbox(compile("git", #"["log", "--format=%(describe)", "--grep={word}"]"#)).mayStartProcesses)
    #expect(try sandbox(compile("nix", #"["flake", "metadata", "--", "{word}"]"#)).mayStartProcesses)
  }

  @Test(arguments: [
    ("nix", #"["build", "--", "{word}"]"#, "build"), ("nix", #"["run", "--", "{word}"]"#, "run"),
    ("nix", #"["develop", "--", "{word}"]"#, "develop"), ("nix", #"["shell", "--", "{word}"]"#, "shell"),
    ("git", #"["commit", "--message={word}"]"#, "commit"), ("git", #"["merge", "{word}"]"#, "merge"),
    ("git", #"["checkout", "{word}"]"#, "checkout"),
  ])
  func codeOfTheProjectIsDeclared(program: String, argv: String, command: String) throws {
    let refused = compile(program, argv)
    #expect(refused.tool == nil)
    let said = refused.diagnostics.first { $0.message.contains("may run code of the project") }
    #expect(said?.pointer == "/exec/argv" && said?.hint.contains(#""runs": "project-code""#) == true)

    let declared = builder(program, argv, #""runs": "project-code", "sandbox": "write-project","#)
    let found = try sandbox(declared)
    #expect(found.runsProjectCode && found.profile == .writeProject && !found.hasNetwork)
    let fetching = #""runs": "project-code", "sandbox": {"profile": "write-project", "network": true},"#
    #expect(try sandbox(builder(program, argv, fetching)).hasNetwork)

    // With a reason it is an ordinary tool.
    let reason = #""x-ack": {"\#(command)": "nothing of the project is run"},"#
    #expect(try !sandbox(compile(program, argv, reason)).runsProjectCode)
  }

  @Test func rejectsTheOldForm() {
    for (old, new) in [
      (#"{"filesystem": "read-only", "network": false}"#, #""sandbox": "read-project""#),
      (#"{"filesystem": "read-only", "network": true}"#, #""sandbox": "network""#),
      (#"{"filesystem": "read-write", "network": false}"#, #""sandbox": "write-project""#),
      (#"{"filesystem": "read-write", "network": true}"#, #""sandbox": {"profile": "write-project", "network": true}"#),
    ] {
      let compiled = compile("demo", #"["{word}"]"#, "\"sandbox\": \(old),")
      #expect(compiled.diagnostics.map(\.hint) == ["write " + new])
    }
  }

  @Test func shippedToolsHaveTheirProfiles() throws {
    for (file, profile) in [
      ("git/log", ProgramPlan.Sandbox.Profile.readProject), ("git/show", .readProject), ("git/status", .readProject),
      ("search/text", .readProject), ("search/files", .readProject), ("nix/eval", .network),
      ("nix/flake_metadata", .network), ("nix/build", .writeProject),
    ] {
      let tool = try #require(ToolCompiler.compile("tools/\(file).json", in: ToolSources.shipped).value)
      guard case .program(let plan) = tool.work else { throw Missing() }
      #expect(plan.sandbox.profile == profile, "\(file)")
      #expect(plan.sandbox.mayStartProcesses == file.hasPrefix("nix"), "\(file)")
      #expect(plan.sandbox.runsProjectCode == (file == "nix/build"), "\(file)")
      #expect(tool.hints.destructive == plan.sandbox.runsProjectCode, "\(file)")
    }
  }
}
