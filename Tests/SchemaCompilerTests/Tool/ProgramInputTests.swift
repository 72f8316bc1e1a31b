import Testing

@testable import SchemaCompiler

/// What goes into a program beside its arguments: read, proved, and in the plan.
@Suite struct ProgramInputTests {
  static let text = #""text": { "type": "string", "maxLength": 1000, "pattern": "^[^\\u0000]*$" }"#
  static let word = #""word": { "type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$" }"#
  static let folder = ##""folder": { "$ref": "../../common/path.json#/$defs/projectPath" }"##
  static let network = #""sandbox": "network", "x-ack": { "network": "it asks the host that a call names" },"#
  static let code = #""runs": "project-code", "sandbox": "write-project","#

  struct Case: Sendable, CustomTestStringConvertible {
    var program = "demo"
    var argv = #"["x"]"#
    var properties = ""
    var required = "[]"
    var more = ""
    /// Parts of the messages, one for each error, in their order; none for a file that is right.
    var says: [String] = []
    var rules: [ArgvRule] = []
    var testDescription: String { "\(program) \(argv) \(properties) \(more): \(says)" }

    func compile() -> ToolCompilation {
      ToolSources.compile(
        ToolSources.text(program: program, argv: argv, properties: properties, required: required, more: more)
          .replacing(
            more.contains("project-code") ? #""readOnlyHint": true, "destructiveHint": false"# : "\u{0}",
            with: #""readOnlyHint": false, "destructiveHint": true"#))
    }

    @discardableResult
    func check() -> ProgramPlan? {
      let compiled = compile()
      let errors = compiled.diagnostics.filter { $0.severity == .error }
      #expect(errors.count == says.count, "\(errors)")
      for (error, part) in zip(errors, says) {
        #expect(error.description.contains(part), "\(error)")
        #expect(error.location.line > 1 && !error.hint.isEmpty && error.pointer.hasPrefix("/exec"), "\(error)")
      }
      if !rules.isEmpty { #expect(errors.map(\.rule) == rules) }
      #expect((compiled.tool == nil) == !says.isEmpty)
      guard case .program(let plan)? = compiled.tool?.work else { return nil }
      return plan
    }
  }

  // MARK: standard input

  static let inputs: [Case] = [
    Case(properties: text, more: #""stdin": "{text}","#),
    Case(properties: word, more: #""stdin": "name={word}\nend\n","#),
    Case(
      properties: #""n": { "type": "integer" }, \#(word)"#, more: #""stdin": "{n} {word} {{x}}","#),
    Case(more: #""stdin": "always the same","#),
    Case(
      properties: #""text": { "type": "string", "maxLength": 1000 }"#, more: #""stdin": "{text}","#,
      says: ["\"text\" may hold NUL"], rules: [.nul]),
    Case(
      properties: text, more: #""stdin": "name={text}\n","#, says: ["a line of its own among those of the template"],
      rules: [.controlBytes]),
    Case(
      properties: #"\#(text), \#(word)"#, more: #""stdin": "{text}{word}","#, says: ["\"text\" may hold control"],
      rules: [.controlBytes]),
    Case(properties: #""on": { "type": "boolean" }"#, more: #""stdin": "{on}","#, says: ["\"on\" is a boolean"]),
    Case(more: #""stdin": "{text}","#, says: ["has no member \"text\""]),
    Case(properties: text, more: #""stdin": "{text","#, says: ["is not closed"]),
    Case(more: #""stdin": 7,"#, says: ["\"stdin\" must be a string"]),
    Case(more: #""stdin": "a\u0000b","#, says: ["cannot hold NUL"], rules: [.nul]),
    Case(
      properties: #""text": { "type": "string", "maxLength": 30000000, "pattern": "^[^\\u0000]*$" }"#,
      more: #""stdin": "{text}","#, says: ["may have 120000000 bytes; the limit is 67108864"], rules: [.size]),
  ]

  @Test(arguments: inputs) func standardInput(_ test: Case) { test.check() }

  @Test func arraysAreNoStandardInput() {
    let compiled = Case(
      properties: #""list": { "type": "array", "maxItems": 3, "items": { "enum": ["a"] } }"#,
      more: #""stdin": "{list...}","#
    ).compile()
    #expect(compiled.diagnostics.contains { $0.message.contains("spreads an array") && $0.rule == .array })
  }

  @Test func theTemplateIsInThePlan() throws {
    let secret = #""key": { "type": "string", "maxLength": 40, "pattern": "^[a-z]+$", "x-secret": true }"#
    let plan = try #require(Case(properties: secret, more: #""stdin": "key {key}","#).check())
    #expect(plan.input.standardInput == [.text("key "), .member("key")])
    #expect(plan.input.secretMembers == ["key"])
    #expect(plan.input.isMade)
  }

  // MARK: the folder

  static let folders: [Case] = [
    Case(properties: folder, more: #""cwd": "{folder}","#),
    Case(more: #""cwd": "project","#),
    Case(properties: word, more: #""cwd": "{word}","#, says: ["not declared as a path of the project"], rules: [.path]),
    Case(properties: folder, more: #""cwd": "sub/{folder}","#, says: ["or one member of the input"]),
    Case(more: #""cwd": "/","#, says: ["\"cwd\" must be \"project\""]),
    Case(more: #""cwd": 1,"#, says: ["must be a string"]),
    Case(more: #""cwd": "{folder}","#, says: ["has no member \"folder\""]),
    Case(
      properties: #""folder": { "type": "string", "maxLength": 9, "x-path": true, "pattern": "^[a-z./]+$" }"#,
      more: #""cwd": "{folder}","#, says: ["may name a folder outside the project"], rules: [.path]),
    Case(
      properties: #""folder": { "type": "string", "maxLength": 9, "x-path": true, "pattern": "^[a-z]*$" }"#,
      more: #""cwd": "{folder}","#, says: ["may be empty"], rules: [.emptyString]),
    Case(
      properties: folder, more: #""cwd": "{folder}", "sandbox": "pure","#, says: ["\"pure\" cannot see"], rules: [.path]
    ),
  ]

  @Test(arguments: folders) func workingDirectory(_ test: Case) {
    let plan = test.check()
    if test.says.isEmpty { #expect(plan?.input.folder == (test.properties.isEmpty ? nil : "folder")) }
  }

  // MARK: secrets

  static let secrets: [Case] = [
    Case(more: #""environment": { "GITHUB_TOKEN": { "secret": "GITHUB_TOKEN" } },"#),
    Case(more: #""environment": { "GH_TOKEN": { "secret": "CI" }, "NO_COLOR": "1" },"#),
    Case(more: #""environment": { "LD_PRELOAD": { "secret": "X" } },"#, says: ["so it holds no secret"]),
    Case(more: #""environment": { "GIT_CONFIG_VALUE_0": { "secret": "X" } },"#, says: ["so it holds no secret"]),
    Case(more: #""environment": { "PATH": { "secret": "X" } },"#, says: ["is set by the runner"]),
    Case(more: #""environment": { "SECURELLM_GIT": { "secret": "X" } },"#, says: ["is read by this program itself"]),
    Case(more: #""environment": { "https_proxy": { "secret": "X" } },"#, says: ["so it holds no secret"]),
    Case(more: #""environment": { "API-KEY": { "secret": "X" } },"#, says: ["not the name of a variable"]),
    Case(
      more: #""environment": { "API_KEY": { "secret": "x" } },"#, says: ["not the name of a secret"], rules: [.secret]),
    Case(more: #""environment": { "API_KEY": { "secret": 7 } },"#, says: ["\"secret\" must be a string"]),
    Case(more: #""environment": { "API_KEY": {} },"#, says: ["has no \"secret\""]),
    Case(more: #""environment": { "API_KEY": { "env": "X", "secret": "X" } },"#, says: ["unknown member \"env\""]),
  ]

  @Test(arguments: secrets) func variablesWithSecrets(_ test: Case) {
    let plan = test.check()
    if test.says.isEmpty { #expect(plan?.input.secrets.count == 1 && plan?.input.isMade == false) }
  }

  // MARK: hosts

  static let hosts: [Case] = [
    Case(
      argv: #"["--to={word}"]"#, properties: word, required: #"["word"]"#,
      more: network
        + #""hosts": { "member": "word", "allow": ["api.example.com", "*.example.org:8443"], "retries": 1 },"#),
    Case(
      argv: #"["--to={word}"]"#, properties: word,
      more: network + #""hosts": { "member": "word", "allow": ["a.example"] },"#,
      says: ["nobody knows which host"]),
    Case(
      argv: #"["--to={word}"]"#, properties: word, required: #"["word"]"#,
      more: #""hosts": { "member": "word", "allow": ["a.example"] },"#, says: ["the program has no network"]),
    Case(more: network + #""hosts": { "member": "word", "allow": ["a.example"] },"#, says: ["has no member \"word\""]),
    Case(more: network + #""hosts": { "allow": ["a.example"] },"#, says: ["\"hosts\" has no \"member\""]),
    Case(
      more: network
        + #""hosts": { "member": 1, "allow": ["*.com", "b\u00fccher.example", "https://x/", "a", "A"], "retries": 9 },"#,
      says: [
        "\"member\" must be a string", "can be allowed", "can be allowed", "can be allowed", "is there twice",
        "from 0 to 3",
      ]),
    Case(more: network + #""hosts": { "member": "word", "allow": [] },"#, says: ["array of 1 to 64 hosts"]),
  ]

  @Test(arguments: hosts) func hostsAreListed(_ test: Case) {
    let plan = test.check()
    guard test.says.isEmpty else { return }
    #expect(
      plan?.input.hosts
        == ProgramInput.Hosts(member: "word", allow: ["api.example.com", "*.example.org:8443"], retries: 1))
  }

  @Test func onlyIdempotentToolsAreRunAgain() {
    let text = ToolSources.text(
      program: "demo", argv: #"["--to={word}"]"#, properties: Self.word, required: #"["word"]"#,
      more: Self.network + #""hosts": { "member": "word", "allow": ["a.example"], "retries": 1 },"#
    ).replacing(#""idempotentHint": true"#, with: #""idempotentHint": false"#)
    let errors = ToolSources.compile(text).diagnostics
    #expect(errors.count == 1 && errors[0].message.contains("cannot be run again"), "\(errors)")
  }

  // MARK: programs of the project

  @Test(arguments: ["./scripts/check", ".venv/bin/pytest", "node_modules/.bin/x", "./a@1+b", "scripts/x.sh"])
  func projectPrograms(program: String) {
    Case(program: program, more: Self.code).check()
    Case(program: program, says: ["running the project's code is not what this tool is for"], rules: [.program]).check()
  }

  @Test(
    arguments: [
      ("../x", "may lead out"), ("./a/../b", "may lead out"), ("a//b", "not the shortest way"),
      ("a/./b", "not the shortest way"),
      ("a/", "names no file"), ("./", "names no file"), (".", "names no file"), (".git/hooks/x", "nothing in a .git"),
      ("a/.GIT/x", "nothing in a .git"), ("./-x", "looks like an option"), ("a/b c", "bare name of a program"),
      ("./a;b", "may hold letters"), ("/usr/bin/git", "bare name of a program"), ("./b\\u00fc", "may hold letters"),
    ])
  func otherPathsAreNone(program: String, says: String) {
    Case(program: program, more: Self.code, says: [says], rules: [.program]).check()
  }
}
