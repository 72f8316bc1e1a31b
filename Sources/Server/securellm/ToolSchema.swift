import ArgumentParser
import Glibc
import SchemaCompiler

/// `securellm tools schema`: the schema of tool files, for an editor that has no checkout of this repository.
struct ToolSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of tool files, from which editors complete them.",
    discussion: HelpText.make(
      "Save it where \"$schema\" of your tool files names it.",
      exitCodes: "0 printed, 2 wrong usage",
      examples: [
        "# For tool files in .securellm/tools: \"$schema\": \"../tool.schema.json\"",
        "securellm tools schema > tool.schema.json",
      ]))

  func run() throws {
    guard let schema = EmbeddedSchemas.file("meta/tool.json") else { throw ExitCode(2) }
    StandardStreams.write(String(decoding: schema.bytes, as: UTF8.self), to: STDOUT_FILENO)
  }
}
