import JSONCore
package import SchemaCLI
import SchemaCompiler

/// One run of `securellm infer`.
package struct Inferring: ~Copyable {
  /// Longest line of a JSON Lines file.
  private static let longestLine = 1 << 26

  private let request: InferRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok
  private let shape = Shape()
  private var samples = SampleReader()
  private var count = 0

  /// Runs the request. The schema goes to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: InferRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = Inferring(request, ToolStreams(output: output, messages: messages, json: request.json))
    let found = InputFiles(extensions: ["json", "jsonl", "ndjson"]).find(request.files)
    for failure in found.failures { run.fail(failure) }
    for file in found.files { run.read(file) }
    run.deliver()
    return run.streams.finish(run.status)
  }

  private init(_ request: InferRequest, _ streams: consuming ToolStreams) {
    self.request = request
    self.streams = streams
  }

  private mutating func fail(_ failure: FileFailure) {
    streams.complain(failure)
    status = max(status, .usage)
  }

  // MARK: samples

  private mutating func read(_ file: String) {
    do throws(FileFailure) {
      if request.isLines || InputFormat(path: file) == .jsonl { return try readLines(file) }
      let bytes = try Files.contents(file)
      observe(bytes, 0..<bytes.count, file, line: nil)
    } catch {
      fail(error)
    }
  }

  private mutating func readLines(_ file: String) throws(FileFailure) {
    let open = try OpenFile(file)
    var lines = LineBuffer(limit: Self.longestLine)
    var number = 0
    while true {
      let received = lines.fill(from: open.descriptor)
      if received < 0 { throw FileFailure(path: file, reason: Files.reason(Int32(-received))) }
      while let line = received > 0 ? lines.next() : lines.last() {
        number += 1
        guard case .text(let bytes, let range) = line else {
          fail(FileFailure(path: file, reason: "line \(number) is longer than \(Self.longestLine) bytes"))
          continue
        }
        let isBlank = bytes.withSpan(range) { span in
          span.indices.allSatisfy { span[$0] == 0x20 || span[$0] == 0x09 }
        }
        if !isBlank { observe(bytes, range, file, line: number) }
      }
      if received == 0 { return }
    }
  }

  private mutating func observe(_ given: JSONBytes, _ place: Range<Int>, _ file: String, line: Int?) {
    var (bytes, range) = (given, place)
    if request.duplicateKeys == .last, let text = given.lastMembers(in: place, maxDepth: SampleReader.maxDepth) {
      (bytes, range) = (text, 0..<text.count)
    }
    var reader = JSONReader(bytes, range: range, maxDepth: SampleReader.maxDepth)
    guard reader.skipValue(), reader.finish() else {
      let offset = reader.failureOffset
      let place =
        line.map { SourceLocation(line: $0, column: offset - range.lowerBound + 1) } ?? bytes.location(of: offset)
      let failure = reader.failure
      streams.complain([
        Diagnostic(
          file: Printable.path(file), location: place, pointer: "", message: failure.description,
          mend: failure == .tooDeep
            ? "nest samples at most \(SampleReader.maxDepth) levels" : Document.mend(failure, atStart: offset == 0))
      ])
      status = max(status, .badSchema)
      return
    }
    count += 1
    samples.observe(bytes, range, shape)
  }

  // MARK: schema

  private mutating func deliver() {
    guard status == .ok else { return }
    guard count > 0 else { return fail(FileFailure(path: request.files.first ?? "-", reason: "holds no sample")) }
    let schema = JSONBytes(Self.schema(shape, request))
    let sources = SourceSet([SourceFile(path: "inferred.json", bytes: schema.bytes)])
    let outcome = CompiledSchema.compile("inferred.json", in: sources, mode: .strict, requireBounds: true)
    if outcome.value == nil {
      streams.complain(outcome.diagnostics)
      status = .badSchema
      return
    }
    let code = JSONFormatter.run(
      schema, isSchema: true, width: JSONFormatter.defaultWidth, to: .descriptor(streams.outputDescriptor())
    ).failure
    if code != 0 { fail(FileFailure(path: "(standard output)", reason: Files.reason(code))) }
    streams.messages.line("\(count) sample\(count == 1 ? "" : "s")")
  }

  /// The text of the schema, not laid out.
  private static func schema(_ shape: Shape, _ request: InferRequest) -> [UInt8] {
    let body = ShapeWriter(bounds: request.bounds).schema(shape)
    var head = JSONText.member("$schema", JSONText.quoted(JSONString(Dialect.draft2020.uri)))
    if let title = request.title { head += [0x2C] + JSONText.member("title", JSONText.quoted(JSONString(title))) }
    // A schema of anything is `true`, which has no place for a head.
    guard body.first == 0x7B else { return [0x7B] + head + [0x7D] }
    return [0x7B] + head + [0x2C] + body.dropFirst()
  }
}
