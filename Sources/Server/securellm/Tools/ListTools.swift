import ArgumentParser
import Glibc
import JSONCore
import NativeTools
import ToolRuntime
import Tools

struct ListTools: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "The tools, one a line; those whose program is missing are marked.")

  @Flag(help: "The array that MCP clients get from tools/list.")
  var json = false

  func run() throws {
    let service = try ToolCatalogueService.ofThisProcess()
    if json {
      return Surroundings.write(String(decoding: service.listing.bytes, as: UTF8.self) + "\n", to: STDOUT_FILENO)
    }
    let width = Catalogue.definitions.map { $0.name.utf8CodeUnitCount }.max() ?? 0
    for definition in Catalogue.definitions {
      let name = "\(definition.name)"
      let padded = name + String(repeating: " ", count: width - name.utf8.count)
      let missing =
        service.find(JSONString(name)) == nil ? "  [\(definition.program?.name ?? "program") is not installed]" : ""
      Surroundings.write("\(padded)  \(definition.title)\(missing)\n", to: STDOUT_FILENO)
    }
  }
}
