import Testing

@testable import SchemaCompiler

/// Several programs, options in front of each value, and pairs of flags.
@Suite struct ProgramPipeTests {
  private typealias Case = ProgramInputTests.Case
  private static let word = ProgramInputTests.word
  private static let names =
    #""names": { "type": "array", "maxItems": 3, "items": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" } }"#
  private static let lines =
    #""names": { "type": "array", "maxItems": 3, "items": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z-]+$" } }"#

  // MARK: pipe

  @Test func everyProgramIsProved() throws {
    let plan = try #require(
      Case(
        properties: Self.word,
        more: #"""
          "pipe": [
            { "program": "sort", "argv": ["-n"], "environment": { "NO_COLOR": "1", "API_KEY": { "secret": "K" } } },
            { "program": "rg", "argv": ["--no-config", "--regexp={word}"], "exitCodes": [0, 1], "sandbox": "pure" }
          ],
          """#
      ).check())
    #expect(plan.input.pipe.map(\.program) == ["sort", "rg"])
    #expect(plan.input.pipe[0].entries == [.literal("-n")])
    #expect(plan.input.pipe[0].secrets == [.init(variable: "API_KEY", secret: "K")])
    #expect(plan.input.pipe[1].successCodes == [0, 1] && plan.input.pipe[1].sandbox.profile == .pure)
    #expect(plan.input.pipe[1].entries.last == .composed([.text("--regexp="), .member("word")]))
    #expect(plan.sandbox.profile == .readProject)
  }

  @Test(
    arguments: [
      (#""pipe": [],"#, ["1 to 4 programs"]), (#""pipe": {},"#, ["1 to 4 programs"]),
      (#""pipe": [7],"#, ["must be an object"]),
      (#""pipe": [{ "program": "bash", "argv": [] }],"#, ["runs whatever"]),
      (#""pipe": [{ "program": "sort", "argv": ["{word}"] }],"#, ["no member \"word\""]),
      (
        #""pipe": [{ "program": "sort", "argv": [], "timeoutSeconds": 3, "stdin": "x" }],"#,
        ["unknown member", "unknown member"]
      ),
      (#""pipe": [{ "program": "./x", "argv": [] }],"#, ["is not what this tool is for"]),
      (#""pipe": [{ "argv": [] }, { "program": "sort" }],"#, ["no \"program\"", "no \"argv\""]),
      (#""pipe": [{ "program": "sort", "argv": ["{@result}"] }],"#, ["for a tool of one program"]),
      (#""pipe": [{ "program": "sort", "argv": [], "sandbox": "write-project" }],"#, ["may not write the project"]),
    ])
  func mistakesAreErrors(more: String, says: [String]) { Case(more: more, says: says).check() }

  /// Of several programs it would be anybody's guess whose exit code it is.
  @Test func resultsAreOfOneProgram() {
    let text = ToolSources.text(
      program: "demo", argv: #"["x"]"#, properties: "",
      more: #""exitCodes": [0, 1], "exitCodeAs": "code", "pipe": [{ "program": "sort", "argv": [] }],"#
    ).replacing(
      #""text": { "type": "string", "maxLength": 65536 }"#,
      with: #""text": { "type": "string", "maxLength": 65536 }, "code": { "type": "integer" }"#)
    let errors = ToolSources.compile(text).diagnostics
    #expect(errors.count == 1 && errors[0].message.contains("this one has a pipe"), "\(errors)")
  }

  @Test func aReasonOfOneProgramIsNoneOfAnother() {
    let more = #""pipe": [{ "program": "sort", "argv": ["--compress-program=gzip"] }], "x-ack": {"#
    Case(more: more + #""--compress-program": "gzip reads standard input only" },"#).check()
    Case(
      more: more + #""--files0-from": "it is never given here" },"#,
      says: ["\"--compress-program\"", "names \"--files0-from\""]
    ).check()
  }

  // MARK: repeated options

  @Test func theOptionIsInFrontOfEachValue() throws {
    let plan = try #require(
      Case(
        program: "rg",
        argv: #"["--no-config", {"repeat": ["-e", "{names...}"]}, {"repeat": ["--glob", "*{names...}"]}]"#,
        properties: Self.lines
      ).check())
    #expect(
      plan.entries == [
        .literal("--no-config"), .repeated(["-e"], member: "names", prefix: "", suffix: ""),
        .repeated(["--glob"], member: "names", prefix: "*", suffix: ""),
      ])
  }

  @Test(
    arguments: [
      ("demo", #"[{"repeat": ["--skip", "{names...}"]}]"#, []),
      ("demo", #"[{"repeat": ["--skip", "name={names...}"]}]"#, []),
      ("rg", #"["--no-config", {"repeat": ["-e", "{word}"]}]"#, ["must spread an array"]),
      ("rg", #"["--no-config", {"repeat": ["{names...}"]}]"#, ["array of 2 to 8 strings"]),
      ("rg", #"["--no-config", {"repeat": ["e", "{names...}"]}]"#, ["must begin with an option"]),
      ("rg", #"["--no-config", {"repeat": ["--", "{names...}"]}]"#, ["must begin with an option"]),
      ("rg", #"["--no-config", {"repeat": ["-e", "{names...}", "x"]}]"#, ["only the last string"]),
      ("rg", #"["--no-config", {"repeat": ["-e", 7]}]"#, ["holds strings only"]),
      ("rg", #"["--no-config", {"repeat": ["-e", "{names...}"], "if": "x"}]"#, ["unknown member \"if\""]),
      ("rg", #"["--no-config", "--", {"repeat": ["-e", "{names...}"]}]"#, ["behind \"--\" is not read as one"]),
      ("rg", #"["--no-config", "-e", {"repeat": ["-e", "{names...}"]}]"#, ["takes the next argument as its value"]),
      ("rg", #"["--no-config", {"repeat": ["--hidden", "{names...}"]}, "."]"#, ["may be read as an option"]),
      ("rg", #"["--no-config", {"repeat": ["--pre", "{names...}"]}]"#, ["runs commands", "from the input"]),
      ("rg", #"["--no-config", {"repeat": ["--unknown", "{names...}"]}]"#, ["not among the known options"]),
    ])
  func repetitionsAreProved(program: String, argv: String, says: [String]) {
    let compiled = Case(
      program: program, argv: argv,
      properties: argv.contains("{word}") ? Self.word : program == "rg" ? Self.lines : Self.names
    ).compile()
    let messages = compiled.diagnostics.filter { $0.severity == .error }.map(\.description)
    for part in says { #expect(messages.contains { $0.contains(part) }, "\(messages)") }
    #expect(messages.isEmpty == says.isEmpty, "\(messages)")
  }

  // MARK: pairs

  @Test func oneOfTwoFlags() throws {
    let on = #""on": { "type": "boolean", "default": false }"#
    let plan = try #require(
      Case(argv: #"[{ "flag": "--apply", "if": "on", "else": "--dry-run" }]"#, properties: on).check())
    #expect(plan.entries == [.choice("--apply", otherwise: "--dry-run", member: "on")])
    for (argv, says) in [
      (#"[{ "flag": "--apply", "if": "on", "else": "--apply" }]"#, "both flags of the pair"),
      (#"[{ "flag": "--apply", "if": "on", "else": "dry" }]"#, "must be a literal option"),
      (#"[{ "flag": "--apply", "if": "on", "else": 7 }]"#, "\"else\" must be a string"),
      (#"["--", "x", { "flag": "--apply", "if": "on", "elze": "-n" }]"#, "did you mean \"else\""),
    ] {
      let messages = Case(argv: argv, properties: on).compile().diagnostics.map(\.description)
      #expect(messages.contains { $0.contains(says) }, "\(messages)")
    }
    let messages = Case(
      program: "rg", argv: #"["--no-config", { "flag": "--hidden", "if": "on", "else": "--pre" }, "x"]"#, properties: on
    ).compile().diagnostics.map(\.description)
    for part in ["would take the argument behind it", "runs commands"] {
      #expect(messages.contains { $0.contains(part) }, "\(messages)")
    }
  }
}
