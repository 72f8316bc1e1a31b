import Foundation
import SchemaCompiler
import SwiftEmitter
import Testing

/// The printed builder of what goes in beside the arguments.
@Suite struct ToolInputTests {
  private func text(_ exec: String) throws -> String {
    let sources = SourceSet([InputTool.file(exec)], displayRoot: "Schemas/")
    let compiled = ToolCompiler.examine(InputTool.path, in: sources)
    #expect(compiled.diagnostics.map(\.description) == [])
    return ToolEmitter(try #require(compiled.tool)).file().text
  }

  /// The statements of the extension that has `function`, without indentation.
  private func body(_ function: String, of text: String) -> [String] {
    guard let start = text.range(of: function) else { return [] }
    let lines = text[start.upperBound...].split(separator: "\n").map { String($0.drop { $0 == " " }) }
    return lines.dropFirst().prefix { !$0.hasPrefix("return ") }.map { $0 }
  }

  @Test func makesEachPartByTheStatementsOfArguments() throws {
    let text = try text(InputTool.everything)
    #expect(
      body("static func feed(_ input: Input)", of: text) == [
        "var feed = ProgramFeed()", "var argv = ArgumentVector()",
        "if let _key = input.key {", "argv.text(\"key \")", "argv.secret(_key)", #"argv.text("\u{a}")"#,
        "argv.endEntry()",
        "}",
        "feed.takeStandardInput(&argv)",
        "if let _folder = input.folder {", "argv.beginPath()", "argv.value(_folder)",
        "argv.endEntry(pathFrom: \"/folder\")", "}",
        "feed.takeFolder(&argv)",
        "argv.beginPath()", "argv.value(input.url)", "argv.endEntry(pathFrom: \"/url\")", "feed.takeHost(&argv)",
        "argv.literal(\"-n\")", "feed.takeProgram(&argv)",
      ])
    #expect(
      body("static func arguments(_ input: Input)", of: text) == [
        "var argv = ArgumentVector()", "argv.text(\"--to=\")", "argv.beginPath()", "argv.value(input.url)",
        "argv.endEntry(pathFrom: \"/url\")", "argv.literal(input.on == true ? \"--on\" : \"--off\")",
        "for (index, item) in (input.list ?? []).enumerated() {", "argv.literal(\"-e\")", "argv.beginPath()",
        "argv.value(item)", "argv.endEntry(pathFrom: \"/list\", index)", "}",
      ])
    for part in [
      #"secrets: [.init(variable: "API_KEY", secret: "KEY")]"#,
      #"hosts: .init(member: "url", allow: ["a.example"], retries: 1)"#,
      #"pipe: [.init(name: "sort", environment: [(name: "NO_COLOR", value: "1")], successCodes: [0, 1], sandbox: .init("#,
    ] { #expect(text.contains(part), "\(part)") }
  }

  /// Most tools have none of it, and their files say nothing of it.
  @Test func nothingIsPrintedWithoutNeed() throws {
    let text = try text(
      #""argv": ["--to={url}", "--f={folder}", { "flag": "--on", "if": "on" }, "{list...}"], "stdin": "{key}","#)
    #expect(text.contains("takeStandardInput") && !text.contains("takeFolder") && !text.contains("pipe: ["))
  }
}
