import JSONCore
import NativeTools
import SchemaRuntime
import System
import ToolCalls
import ToolRuntime
import Tools

/// Why a tool cannot be called that somebody has named. Over MCP these are one answer, since nobody is to learn which
/// tools there would be; here they are the caller's own.
enum MissingTool {
  /// - Parameter service: with the programs that are here.
  static func reason(_ name: String, _ service: ToolCatalogueService) -> String {
    guard Catalogue.find(JSONString(name)) != nil else { return unknown(name) }
    if let program = service.missingProgram(JSONString(name)) {
      if program.utf8.contains(UInt8(ascii: "/")) {
        return "\(name) needs the program \(program) of the project, which is not there, or no executable file"
      }
      return
        "\(name) needs the program \(program), which is not installed: install it, or name its directory in"
        + " SECURELLM_PROGRAM_PATH; `securellm doctor` shows where it was looked for"
    }
    return "\(EnabledTools.variable) does not list \(name): add it there, or unset the variable for all tools"
  }

  /// For a name that no tool has. Only tools that are listed are suggested.
  static func unknown(_ name: String) -> String {
    let lists = (try? EnabledTools.lists(ProcessEnvironment.variables)) ?? []
    let names = Catalogue.definitions.map { "\($0.name)" }.filter { EnabledTools.have(JSONString($0), lists) }
    return "there is no tool of this name\(ClosestName.hint(name, among: names)) (see `securellm tools list`)"
  }
}
