import ArgumentParser
import Glibc
import JSONCore
import ToolRuntime
import Tools

struct ShowTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Everything there is to know about a tool.")

  @Argument(help: "The tool's name.")
  var name: String

  func run() throws {
    guard let number = Catalogue.find(JSONString(name)) else {
      Surroundings.write("securellm: there is no tool named that: see `securellm tools list`\n", to: STDERR_FILENO)
      throw ExitCode(2)
    }
    let definition = Catalogue.definitions[number]
    var lines = ["\(definition.name): \(definition.title)", "\(definition.description)", ""]
    lines.append("file         Schemas/\(definition.file)")
    lines.append("runs         " + runs(definition))
    lines.append("time limit   \(definition.timeoutSeconds) s")
    if let cache = definition.cache {
      lines.append("cache        \(cache.ttlSeconds) s, \(cache.maxEntries) results")
    }
    lines.append("hints        " + hints(definition.hints))
    lines += ["", IndentedJSON.text(of: JSONBytes("\(definition.listEntry)")), ""]
    Surroundings.write(lines.joined(separator: "\n"), to: STDOUT_FILENO)
  }

  private func runs(_ definition: ToolDefinition) -> String {
    if let program = definition.program { return "\(program.name), at most \(program.maxOutputBytes) bytes of output" }
    return definition.isInline ? "in the server, at once" : "in the server, in the background"
  }

  private func hints(_ hints: ToolDefinition.Hints) -> String {
    [
      hints.readOnly ? "read-only" : "has effects", hints.destructive ? "destructive" : "not destructive",
      hints.idempotent ? "idempotent" : "not idempotent", hints.openWorld ? "open world" : "closed world",
    ].joined(separator: ", ")
  }
}
