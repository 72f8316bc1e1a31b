import Foundation
import Testing

/// `securellm validate` as a process.
@Suite struct ProgramTests {
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.write("schema.json", #"{"type": "object", "required": ["a"]}"#)
    try folder.write("good.json", #"{"a": 1}"#)
    try folder.write("bad.yaml", "b: 1\n")
    return folder
  }

  @Test func exitCodesAreThoseOfTheTable() throws {
    let folder = try folder()
    try folder.write("broken.json", #"{"type": 7}"#)
    for (arguments, code) in [
      (["--schema", "schema.json", "good.json"], 0), (["--schema", "schema.json", "good.json", "bad.yaml"], 1),
      (["--schema", "schema.json", "none.json", "bad.yaml"], 2), (["--schema", "schema.json", "x/*.json"], 2),
      (["--schema", "schema.json", "--jobs", "0", "good.json"], 2), (["--no-such-option"], 2),
      (["--schema", "schema.json", "--builtin", "x"], 2), (["--schema", "schema.json", "--base-uri", "x"], 2),
      (["--schema", "schema.json", "--watch"], 2), (["--schema", "broken.json", "good.json"], 3),
      (["--json", "--output", "flag", "--schema", "schema.json"], 2),
    ] as [([String], Int32)] {
      let result = try Program.run(["validate"] + arguments, in: folder)
      #expect(result.code == code, "\(arguments): \(result.messages)")
    }
  }

  @Test func usageErrorsAreJSONOnRequest() throws {
    let result = try Program.run(["validate", "--json", "--jobs", "0"], in: folder())
    #expect(result.code == 2)
    #expect(result.output.hasPrefix(#"{"error":{"code":"usage","message":""#))
    #expect(result.messages.isEmpty)
  }

  @Test func unknownOptionsAreJSONToo() throws {
    for command in ["validate", "metaschema", "explain", "test"] {
      let result = try Program.run([command, "--json", "--no-such-option", "x"], in: folder())
      #expect(result.code == 2)
      #expect(result.output.hasPrefix(#"{"error":{"code":"usage","message":"Unknown option '--no-such-option'"#))
      #expect(result.messages.isEmpty)
    }
  }

  @Test func readsStandardInput() throws {
    let folder = try folder()
    let json = try Program.run(["validate", "--schema", "schema.json"], in: folder, input: "{}")
    #expect(json.code == 1)
    #expect(json.output == "(standard input):1:1: (root): required: must have the member \"a\"\n")
    let yaml = try Program.run(
      ["validate", "--schema", "schema.json", "--format", "yaml", "-"], in: folder, input: "a: 1\n---\nb: 2\n")
    #expect(yaml.output == "(standard input):3:1: (root): required: must have the member \"a\"\n")
  }

  @Test func colourComesOnRequestOnly() throws {
    let folder = try folder()
    let arguments = ["validate", "--schema", "schema.json", "bad.yaml"]
    #expect(try !Program.run(arguments, in: folder).output.contains("\u{1B}"))
    #expect(try Program.run(arguments + ["--color", "always"], in: folder).output.contains("\u{1B}[31m"))
  }

  @Test func watchRunsAgainAfterAChange() throws {
    let folder = try folder()
    let program = try Program(["validate", "--watch", "--schema", "schema.json", "good.json", "bad.yaml"], in: folder)
    #expect(try program.messages(until: "Ctrl-C").contains("2 instances: 1 valid, 1 invalid\n"))
    try folder.write("bad.yaml", "a: 1\n")
    _ = try program.messages(until: "2 instances: 2 valid, 0 invalid\n")
    try folder.write("schema.json", "{")
    _ = try program.messages(until: "schema.json:1:2: error:")
    try folder.write("schema.json", "{\"type\": \"array\"}")
    _ = try program.messages(until: "2 instances: 0 valid, 2 invalid\n")
    program.interrupt()
    #expect(program.end() == -SIGINT)
  }

  @Test func largeFilesOfLinesTakeLittleMemory() throws {
    let folder = try folder()
    let line = #"{"a": "\#(String(repeating: "x", count: 1000))"}"# + "\n"
    let file = folder.url.appending(path: "large.jsonl")
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    let block = Data(String(repeating: line, count: 10_000).utf8)
    for _ in 0..<10 { try handle.write(contentsOf: block) }
    try handle.close()
    // 100 MB of lines through a process that may have 64 MB of data.
    let result = try Program.run(["validate", "--schema", "schema.json", "large.jsonl"], in: folder, dataLimit: 65536)
    #expect(result.code == 0, "\(result.messages)")
    #expect(result.messages == "100000 instances: 100000 valid, 0 invalid\n")
  }
}
