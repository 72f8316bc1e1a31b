import Glibc
import JSONCore
import SchemaCompiler
import SchemaRuntime
package import SchemaValidation
import System

extension FormatSink {
  static let tooLarge = EFBIG
}

/// One run of `securellm fmt`.
package struct Formatting: ~Copyable {
  private enum Result {
    case unchanged, differs, formatted
  }

  private let request: FormatRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok

  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: FormatRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = Formatting(request, ToolStreams(output: output, messages: messages, json: request.json))
    run.all()
    return run.streams.finish(run.status)
  }

  private init(_ request: FormatRequest, _ streams: consuming ToolStreams) {
    self.request = request
    self.streams = streams
  }

  private mutating func all() {
    let files = streams.find(request.files, status: &status)
    if status == .ok, let sentence = misuse(files) {
      streams.complain(sentence)
      status = .usage
      return
    }
    for file in files { format(file) }
  }

  /// Found before any file is read, so that a mistake on the command line changes nothing.
  private func misuse(_ files: [String]) -> String? {
    switch request.action {
    case .print where files.count != 1: "give one file or \"-\"; for several, add --check or --write"
    case .print where request.json: "--json requires --check or --write"
    case .write where files.contains(where: { $0.utf8.elementsEqual(DocumentFiles.standardInput.utf8) }):
      "standard input cannot be written back: leave --write out"
    case .print, .check, .write: nil
    }
  }

  private mutating func fail(_ failure: FileFailure) {
    status = max(status, .usage)
    streams.complain(failure)
  }

  private mutating func format(_ file: String) {
    do throws(FileFailure) {
      // YAML has comments, anchors and styles, which JSON made from it does not.
      if InputFormat(path: file) == .yaml { throw FileFailure(path: file, reason: "is YAML: only JSON is formatted") }
      let found = try DocumentFiles.contents(file)
      let bytes = found.withoutByteOrderMark
      // Before a byte is printed: half of a text would go into a file that somebody redirects to.
      if let error = SyntaxReport.error(bytes, file) { return refuse(error) }
      report(try format(bytes, file, found: found), file)
    } catch {
      fail(error)
    }
  }

  private mutating func refuse(_ error: Diagnostic) {
    status = max(status, .badSchema)
    guard request.json else { return streams.complain([error]) }
    streams.output.byte(0x7B)
    streams.output.members(of: error)
    streams.output.literal(",\"status\":\"invalid\"}\n")
  }

  /// `found`: the file as it is, with the mark that what is written will not have.
  private mutating func format(_ bytes: JSONBytes, _ file: String, found: JSONBytes) throws(FileFailure) -> Result {
    let isSchema = isSchema(bytes, file)
    let width = request.width
    let print = { (target: FormatSink.Target) in
      JSONFormatter.run(bytes, isSchema: isSchema, width: width, to: target)
    }
    switch request.action {
    case .print:
      let failure = print(.descriptor(streams.outputDescriptor())).failure
      if failure != 0 { throw FileFailure(path: "(standard output)", reason: SystemError(code: failure).description) }
      return .formatted
    case .check: return print(.comparison(found)).differs ? .differs : .unchanged
    case .write:
      guard print(.comparison(found)).differs else { return .unchanged }
      try AtomicFile.replace(file) { print(.descriptor($0)).failure }
      return .formatted
    }
  }

  /// By the file itself and not by its folder: keywords of a schema may be put into order, names in data may not.
  private func isSchema(_ bytes: JSONBytes, _ file: String) -> Bool {
    switch request.order {
    case .keep: false
    case .canonical: true
    case .automatic: KeywordOrder.isSchema(bytes, path: file)
    }
  }

  /// Names of files and nothing else, so that the output of `--check` can be given to `--write`.
  private mutating func report(_ result: Result, _ file: String) {
    if result == .differs { status = max(status, .found) }
    guard request.action != .print else { return }
    if request.json { return reportJSON(result, file) }
    if result != .unchanged { streams.output.line(Printable.path(file)) }
    _ = streams.drain()
  }

  private mutating func reportJSON(_ result: Result, _ file: String) {
    streams.output.literal("{\"file\":")
    streams.output.string(Printable.path(file))
    switch result {
    case .unchanged: streams.output.literal(",\"status\":\"unchanged\"}\n")
    case .differs: streams.output.literal(",\"status\":\"differs\"}\n")
    case .formatted: streams.output.literal(",\"status\":\"formatted\"}\n")
    }
    _ = streams.drain()
  }
}
