import ArgumentParser
import Glibc
import JSONCore
import NativeTools
import ToolCalls
import ToolRuntime

/// `securellm tools list`: what a client would see, and what it would not for want of a program.
struct ListTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the available tools, one per line; tools whose program is missing are marked.",
    discussion: HelpText.make(
      exitCodes: "0 success, 1 SECURELLM_TOOLS or --tools cannot be read, 2 wrong usage",
      examples: [
        "securellm tools list",
        "# As MCP clients get them",
        "securellm tools list --json",
        "# With tools of one's own", "securellm tools list --tools-dir tools --tools 'git_*,line_count'",
      ]))

  /// What `tools/list` sends: for a snapshot, or another program.
  @Flag(help: "Print the array that MCP clients receive from tools/list.")
  var json = false

  @OptionGroup var tools: ToolOptions

  /// What keeps a call of the tool from running; empty when nothing does.
  private static func missing(_ definition: ToolDefinition, _ service: ToolCatalogueService) -> String {
    if let program = service.missingProgram(definition) {
      let isOfProject = program.utf8.contains(UInt8(ascii: "/"))
      return "  [\(program) is not \(isOfProject ? "in the project" : "installed")]"
    }
    return service.missingSecrets(definition).map { "  [\($0)]" }.joined()
  }

  /// Tools whose program is missing are listed with what to install, although no client gets them. Files that are not
  /// used are on standard error.
  func run() throws {
    let process = try ProcessTools(tools.choice) { StandardStreams.complain($0) }
    if json {
      let selection = ToolSelection(process.service, among: process.lists)
      return StandardStreams.write(String(decoding: selection.listing.bytes, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }
    // From the definitions instead of the listing, which has no tool whose program is missing.
    let definitions = process.definitions.filter(process.offers)
    let width = definitions.map { $0.name.utf8.count }.max() ?? 0
    for definition in definitions {
      let padded = definition.name + String(repeating: " ", count: width - definition.name.utf8.count)
      let missing = Self.missing(definition, process.service)
      StandardStreams.write("\(padded)  \(definition.title)\(missing)\n", to: STDOUT_FILENO)
    }
  }
}
