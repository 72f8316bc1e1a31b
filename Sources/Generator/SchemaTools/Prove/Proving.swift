import JSONCore
import SchemaCompiler
import SchemaRuntime
package import SchemaValidation

/// One run of `securellm tools prove`: the proof of a tool's arguments, by the compiler that the build has.
package enum Proving {
  /// Runs the request. The proof goes to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: ProveRequest, output: Int32, messages: Int32) -> CommandStatus {
    var streams = ToolStreams(output: output, messages: messages, json: request.json)
    var status = CommandStatus.ok
    do throws(ToolFailure) {
      status = show(try examine(request.tool, &streams), request, &streams)
    } catch {
      status = streams.complain(error)
    }
    return streams.finish(status)
  }

  /// Nil when there is no such tool, which is said.
  private static func examine(_ tool: String, _ streams: inout ToolStreams) throws(ToolFailure) -> ToolCompilation? {
    if isPath(tool) {
      var corpus = SchemaCorpus(CorpusOptions())
      _ = try corpus.add(tool)
      try corpus.resolveAll()
      var compilation = ToolCompiler.examine(corpus.files[0].path, in: corpus.sources, countsStates: true)
      compilation.diagnostics = corpus.shown(compilation.diagnostics)
      compilation.proof?.file = corpus.files[0].document.displayPath
      return compilation
    }
    let sources = ShippedTools.sources
    let heads = ShippedTools.paths(sources).compactMap { ToolCompiler.head($0, in: sources) }
    guard let head = heads.first(where: { $0.name == tool }) else {
      let hint = ClosestName.hint(tool, among: heads.map(\.name))
      streams.complain("no built-in tool has the name \"\(tool)\"\(hint); name a file by its path: ./\(tool).json")
      return nil
    }
    return ToolCompiler.examine(head.file, in: sources, countsStates: true)
  }

  /// A tool's name has neither a dot nor a slash.
  private static func isPath(_ text: String) -> Bool {
    text.utf8.contains(UInt8(ascii: "/")) || text.utf8.contains(UInt8(ascii: ".")) || text == "-"
  }

  private static func show(
    _ compilation: ToolCompilation?, _ request: ProveRequest, _ streams: inout ToolStreams
  ) -> CommandStatus {
    guard let compilation else { return .usage }
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    streams.warn(compilation.diagnostics.filter { $0.severity == .warning })
    guard errors.isEmpty, let tool = compilation.tool else {
      streams.complain(errors)
      return .found
    }
    guard let proof = compilation.proof else {
      if request.json {
        streams.output.literal("{\"tool\":")
        streams.output.string(tool.name)
        streams.output.literal(",\"slots\":[]}\n")
      } else {
        streams.output.line("\(tool.name) runs no program: a handler in Swift has no arguments to be proved")
      }
      return .ok
    }
    if request.json {
      ProofJSON.write(proof, to: &streams.output)
    } else {
      ProofTable.write(proof, to: &streams.output)
    }
    return .ok
  }
}
