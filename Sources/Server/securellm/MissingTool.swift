import JSONCore
import NativeTools
import SchemaRuntime
import ToolCalls
import ToolRuntime

/// Why a tool cannot be called that somebody has named. Over MCP these are one answer, since nobody is to learn which
/// tools there would be; here they are the caller's own.
enum MissingTool {
  /// - Parameter tools: with the programs that are here.
  static func reason(_ name: String, _ tools: ProcessTools) -> String {
    guard let definition = tools.definitions.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      return unknown(name, tools)
    }
    if let program = tools.service.missingProgram(definition) {
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
  static func unknown(_ name: String, _ tools: ProcessTools) -> String {
    let names = tools.definitions.filter(tools.offers).map(\.name)
    return "there is no tool of this name\(ClosestName.hint(name, among: names)) (see `securellm tools list`)"
  }
}
