import JSONCore
import SchemaCompiler
package import SchemaValidation

/// One run of `securellm tools check`: tool files without a build, by the compiler that the build has.
///
/// All errors of all files, and what only several of them together can have wrong: two tools of one name.
package struct ToolChecking: ~Copyable {
  private let request: ToolCheckRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok
  private var counts: [Diagnostic.Severity: Int] = [:]
  /// The files that are JSON, under what people call them, for what concerns several.
  private var read = SourceSet()

  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: ToolCheckRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = ToolChecking(request, ToolStreams(output: output, messages: messages, json: request.output == .json))
    let files = run.streams.find(request.files, status: &run.status)
    for file in files { run.check(file) }
    for conflict in ToolCompiler.conflicts(run.read.paths, in: run.read) { run.report(conflict) }
    run.summarize(files.count)
    return run.streams.finish(run.status)
  }

  private init(_ request: ToolCheckRequest, _ streams: consuming ToolStreams) {
    self.request = request
    self.streams = streams
  }

  /// A file that cannot be read ends nothing: the others are looked at all the same.
  private mutating func check(_ path: String) {
    do throws(ToolFailure) {
      let file = try ToolSource(path)
      read.insert(SourceFile(path: file.displayPath, bytes: file.bytes))
      for diagnostic in file.compilation.diagnostics { report(diagnostic) }
    } catch {
      switch error {
      // What is no JSON, or no object: an error of the file as any other.
      case .diagnostics(let diagnostics), .refused(let diagnostics):
        for diagnostic in diagnostics { report(diagnostic) }
      case .file: status = max(status, streams.complain(error))
      }
    }
    _ = streams.drain()
  }

  private mutating func report(_ diagnostic: Diagnostic) {
    counts[diagnostic.severity, default: 0] += 1
    if diagnostic.severity == .error { status = max(status, .found) }
    switch request.output {
    case .human: streams.output.line(diagnostic.description)
    case .json: writeJSON(diagnostic)
    case .github: streams.output.line(WorkflowCommand.text(diagnostic))
    }
  }

  private mutating func writeJSON(_ diagnostic: Diagnostic) {
    streams.output.byte(0x7B)
    streams.output.members(of: diagnostic)
    streams.output.member("severity")
    streams.output.string(diagnostic.severity.rawValue)
    streams.output.literal("}\n")
  }

  /// On standard error, so that standard output has diagnostics only and can be counted and compared.
  private mutating func summarize(_ files: Int) {
    let parts = [(Diagnostic.Severity.error, "error"), (.warning, "warning")].compactMap { severity, word in
      counts[severity].map { "\($0) \(word)\($0 == 1 ? "" : "s")" }
    }
    let found = parts.isEmpty ? "no errors" : parts.joined(separator: ", ")
    streams.messages.line("\(files) tool file\(files == 1 ? "" : "s"): \(found)")
  }
}
