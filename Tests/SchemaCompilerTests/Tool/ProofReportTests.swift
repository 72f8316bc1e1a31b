import Testing

@testable import SchemaCompiler

@Suite struct ProofReportTests {
  private func proof(
    _ program: String, _ argv: String, _ properties: String, required: String = "[]", more: String = ""
  )
    throws -> ProofReport
  {
    var sources = ToolSources.shipped
    let text = ToolSources.text(program: program, argv: argv, properties: properties, required: required, more: more)
    sources.insert(SourceFile(path: "tools/test/tool.json", text: text))
    let compiled = ToolCompiler.examine("tools/test/tool.json", in: sources, countsStates: true)
    #expect(compiled.diagnostics.map(\.description) == [])
    return try #require(compiled.proof)
  }

  private static let letters = #""w": { "type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$" }"#
  private static let path = ##""p": { "$ref": "../../common/path.json#/$defs/projectPath" }"##

  /// Each entry by what it is to the program, with the reason why it is safe.
  @Test func slotsHaveKindsAndReasons() throws {
    let proof = try proof(
      "git",
      #"["--literal-pathspecs", "log", "--author", "{w}", "--grep={w}", {"flag": "--merges", "if": "s"}, "--end-of-options", "{w}", "--", "{p}"]"#,
      "\(Self.letters), \(Self.path), \"s\": { \"type\": \"boolean\" }", required: #"["w", "p"]"#)
    #expect(
      proof.slots.filter { $0.place.hasPrefix("argv") }.map(\.kind) == [
        .literal, .literal, .literal, .value, .glued, .flag, .literal, .operand, .literal, .path,
      ])
    #expect(proof.slots[3].reasons == [.taken(by: "--author")])
    #expect(proof.slots[4].reasons == [.joined(to: "--grep")])
    #expect(proof.slots[5].reasons == [.switched(by: "s")])
    #expect(proof.slots[7].reasons == [.behindMarker("--end-of-options"), .beginsWithNone(of: [0x3A])])
    #expect(proof.slots[9].reasons == [.behindMarker("--"), .beneathProject])
    #expect(proof.facts.subcommand == "log" && proof.facts.areComplete && !proof.facts.versions.isEmpty)
  }

  /// A program that nobody has looked at: what was shown is that nothing begins like an option.
  @Test func factsAreUnknown() throws {
    let proof = try proof("demo", #"["--x={w}", "{w}", "./{w}"]"#, Self.letters, required: #"["w"]"#)
    #expect(proof.facts.versions.isEmpty && !proof.facts.areComplete)
    #expect(proof.knowledge.contains("facts unknown"))
    #expect(proof.slots[1].refusedFirst == Array("-+@".utf8))
    #expect(proof.slots[2].reasons.first == .begins(with: "./"))
    // The smallest automaton of [a-z]+ has a dead state, the start and one that accepts.
    #expect(proof.slots[1].states == 3)
  }

  /// Bytes at the longest, with the NUL of each, and no more than the arguments can have.
  @Test func sizesAreAddedUp() throws {
    let proof = try proof(
      "demo", #"["list", "{w...}"]"#,
      #""w": { "type": "array", "maxItems": 3, "items": { "type": "string", "minLength": 1, "maxLength": 10, "pattern": "^[a-z]+$" } }"#
    )
    #expect(proof.slots[1].maxCount == 3 && proof.slots[1].maxBytes == 40 && proof.slots[1].isOptional)
    #expect(proof.totalBytes == 5 + 3 * 41)
  }

  @Test func risksAndVariablesAreThere() throws {
    let proof = try proof(
      "git", #"["status", "--porcelain"]"#, "",
      more: #""x-ack": { "status": "it compares the work tree" }, "environment": { "NO_COLOR": "1" },"#)
    #expect(proof.acknowledgements.map(\.option) == ["status"])
    #expect(proof.slots.last?.place == "environment NO_COLOR" && proof.slots.last?.kind == .literal)
    #expect(proof.sandbox.profile == .readProject && !proof.sandbox.hasNetwork)
  }

  /// Every shipped tool that runs a program has a proof, and each inserted text in it a reason.
  @Test(arguments: ToolSources.toolPaths)
  func shippedToolsAreProved(path: String) throws {
    let compiled = ToolCompiler.examine(path, in: ToolSources.shipped, countsStates: true)
    guard case .program(let plan)? = compiled.tool?.work else {
      #expect(compiled.proof == nil)
      return
    }
    let proof = try #require(compiled.proof)
    #expect(proof.slots.count { $0.place.hasPrefix("argv") } == plan.entries.count)
    for slot in proof.slots {
      #expect(!slot.reasons.isEmpty && slot.maxBytes <= ProofReport.entryLimit, "\(slot.place)")
      #expect((slot.states == nil) == slot.members.isEmpty || slot.kind == .flag, "\(slot.place)")
    }
  }

  @Test func errorsNameRuleAndWitness() throws {
    let text = ToolSources.text(
      program: "demo", argv: #"["{w}"]"#, properties: #""w": { "enum": ["a", "-b"] }"#, required: #"["w"]"#)
    let error = try #require(ToolSources.compile(text).diagnostics.first)
    #expect(error.rule == .declaredValue && error.witness == "-b")
    #expect(error.description.contains("[rule 18, declared-value]"))
    #expect(error.details.contains { $0.contains("rule 1, option-injection refuses it") })
  }
}
