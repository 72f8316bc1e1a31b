import JSONCore
import SchemaCompiler
package import SchemaValidation
import SwiftEmitter

/// One run of `securellm generate`: the Swift that the build plugin writes, by the same functions.
package enum Generation {
  /// Runs the request. The code goes to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: GenerateRequest, output: Int32, messages: Int32) -> CommandStatus {
    var streams = ToolStreams(output: output, messages: messages, json: request.json)
    var status = CommandStatus.ok
    do throws(ToolFailure) {
      let start = ContinuousClock.now
      let file = try generate(request, &streams)
      // To the millisecond.
      // Time on the clock: what somebody waits for.
      let seconds = ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000
      if request.json {
        writeJSON(file, seconds, &streams.output)
      } else if request.report {
        writeReport(file, seconds, &streams.output)
      } else {
        streams.output.raw(Array(file.text.utf8))
      }
    } catch {
      status = streams.complain(error)
    }
    return streams.finish(status)
  }

  /// By the functions that the plugin calls, so that what is printed is what is built.
  private static func generate(
    _ request: GenerateRequest, _ streams: inout ToolStreams
  ) throws(ToolFailure) -> SwiftFile {
    var corpus = SchemaCorpus(CorpusOptions())
    _ = try corpus.add(request.file)
    try corpus.resolveAll()
    let path = corpus.files[0].path
    let source =
      // By content and not by folder, so that a tool file can be tried before it is in its folder.
      corpus.files[0].document.isTool ? Pipeline.Source.tool(path) : .schema(path, name: request.name)
    let settings = GenerationSettings(mode: .strict, requireBounds: false)
    let shown = [path: corpus.files[0].document.displayPath]
    let outcome = Pipeline(TargetFiles(corpus.sources, settings: settings, shown: shown)).run(source)
    guard let file = outcome.value else { throw .diagnostics(corpus.shown(outcome.diagnostics)) }
    streams.warn(corpus.shown(outcome.diagnostics))
    return file
  }

  // MARK: report

  /// Lines decide how long a build takes: a union of many branches shows here before it is noticed in CI.
  private static func writeReport(_ file: SwiftFile, _ seconds: Double, _ output: inout JSONWriter) {
    let types = GeneratedTypes.list(file.text)
    let size = "\(file.lineCount) lines, \(file.text.utf8.count) bytes, \(types.count) types"
    output.line("\(file.name): \(size), \(seconds) s")
    for type in types { output.line("  \(type.kind) \(type.name)") }
  }

  private static func writeJSON(_ file: SwiftFile, _ seconds: Double, _ output: inout JSONWriter) {
    output.literal("{\"file\":")
    output.string(file.name)
    output.member("lines")
    output.integer(file.lineCount)
    output.member("bytes")
    output.integer(file.text.utf8.count)
    output.member("seconds")
    output.double(seconds)
    output.literal(",\"types\":[")
    for (index, type) in GeneratedTypes.list(file.text).enumerated() {
      if index > 0 { output.byte(0x2C) }
      output.literal("{\"kind\":")
      output.string(type.kind)
      output.member("name")
      output.string(type.name)
      output.byte(0x7D)
    }
    output.literal("]}\n")
  }
}
