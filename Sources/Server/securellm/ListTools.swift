import ArgumentParser
import Glibc
import JSONCore
import NativeTools
import System
import ToolCalls
import ToolRuntime
import Tools

/// `securellm tools list`: what a client would see, and what it would not for want of a program.
struct ListTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the available tools, one per line; tools whose program is missing are marked.",
    discussion: HelpText.make(
      exitCodes: "0 success, 1 SECURELLM_TOOLS cannot be read, 2 wrong usage",
      examples: [
        "securellm tools list",
        "# As MCP clients get them",
        "securellm tools list --json",
      ]))

  /// What `tools/list` sends: for a snapshot, or another program.
  @Flag(help: "Print the array that MCP clients receive from tools/list.")
  var json = false

  /// What keeps a call of the tool from running; empty when nothing does.
  private static func missing(_ name: JSONString, _ service: ToolCatalogueService) -> String {
    if let program = service.missingProgram(name) {
      let isOfProject = program.utf8.contains(UInt8(ascii: "/"))
      return "  [\(program) is not \(isOfProject ? "in the project" : "installed")]"
    }
    return service.missingSecrets(name).map { "  [\($0)]" }.joined()
  }

  /// Tools whose program is missing are listed with what to install, although no client gets them.
  func run() throws {
    let service = try ToolCatalogueService.ofThisProcess()
    let lists = try EnabledTools.lists(ProcessEnvironment.variables)
    if json {
      let selection = ToolSelection(service, among: lists)
      return StandardStreams.write(String(decoding: selection.listing.bytes, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }
    // From the catalogue instead of the listing, which has no tool whose program is missing.
    let definitions = Catalogue.definitions.filter { definition in
      EnabledTools.have(JSONString("\(definition.name)"), lists)
    }
    let width = definitions.map { $0.name.utf8CodeUnitCount }.max() ?? 0
    for definition in definitions {
      let name = "\(definition.name)"
      let padded = name + String(repeating: " ", count: width - name.utf8.count)
      let missing = Self.missing(JSONString(name), service)
      StandardStreams.write("\(padded)  \(definition.title)\(missing)\n", to: STDOUT_FILENO)
    }
  }
}
