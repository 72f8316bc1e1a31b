import JSONCore
import SchemaCompiler
import SchemaRuntime
package import SchemaValidation
import System

/// One run of `securellm infer`.
/// Holds shapes and never samples: memory depends on how different the samples are, not on how many.
package struct Inferring: ~Copyable {
  private let request: InferRequest
  private var streams: ToolStreams
  private var status = CommandStatus.ok
  private let shape = Shape()
  private var samples = SampleReader()
  private var count = 0

  /// Runs the request. The schema goes to the descriptor `output`, everything else to `messages`.
  package static func run(_ request: InferRequest, output: Int32, messages: Int32) -> CommandStatus {
    var run = Inferring(request, ToolStreams(output: output, messages: messages, json: request.json))
    let found = InputFiles(extensions: InputFormat.defaultExtensions).find(request.files)
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
      let source = try Instances.open(file, as: request.isLines ? .jsonl : nil)
      while let item = try source.next() {
        switch item {
        case .instance(let instance): observe(instance, file)
        case .malformed(let message, let location): refuse(file, location, message, hint: "write a sample there")
        case .leftOut(let line, let reason): fail(FileFailure(path: file, reason: "line \(line) is \(reason)"))
        }
      }
    } catch {
      fail(error)
    }
  }

  /// Checked before it is noted: a text that breaks off in the middle would leave half of itself in the shape.
  private mutating func observe(_ given: Instance, _ file: String) {
    let instance =
      request.duplicateKeys == .error ? given : given.keepingLastMembers(maxDepth: SampleReader.maxDepth)
    var reader = JSONReader(instance.bytes, range: instance.range, maxDepth: SampleReader.maxDepth)
    guard reader.skipValue(), reader.finish() else {
      let failure = reader.failure
      let cause = SyntaxCause.find(failure, at: reader.failureOffset, in: instance.bytes, range: instance.range)
      return refuse(
        file, Locations(in: instance).location(of: reader.failureOffset), cause?.message ?? failure.description,
        hint: failure == .tooDeep
          ? "nest samples at most \(SampleReader.maxDepth) levels" : cause?.help ?? Document.hint(failure))
    }
    count += 1
    samples.observe(instance.bytes, instance.range, shape)
  }

  private mutating func refuse(_ file: String, _ location: SourceLocation, _ message: String, hint: String) {
    streams.complain([
      Diagnostic(file: Printable.path(file), location: location, pointer: "", message: message, hint: hint)
    ])
    status = max(status, .badSchema)
  }

  // MARK: schema

  private mutating func deliver() {
    guard status == .ok else { return }
    guard count > 0 else { return fail(FileFailure(path: request.files.first ?? "-", reason: "holds no sample")) }
    let schema = JSONBytes(Self.schema(shape, request))
    let sources = SourceSet([SourceFile(path: "inferred.json", bytes: schema.bytes)])
    // The schema is for people to go on with, and most go on in a package that compiles in strict mode.
    let outcome = CompiledSchema.compile("inferred.json", in: sources, mode: .strict, requireBounds: true)
    if outcome.value == nil {
      streams.complain(outcome.diagnostics)
      status = .badSchema
      return
    }
    let code = JSONFormatter.run(
      schema, isSchema: true, width: JSONFormatter.defaultWidth, to: .descriptor(streams.outputDescriptor())
    ).failure
    if code != 0 { fail(FileFailure(path: "(standard output)", reason: SystemError(code: code).description)) }
    streams.messages.line("\(count) sample\(count == 1 ? "" : "s")")
  }

  /// The text of the schema, not formatted.
  /// With `$schema`, because what is printed is the beginning of a file and not a part of one.
  private static func schema(_ shape: Shape, _ request: InferRequest) -> [UInt8] {
    let body = ShapeWriter(bounds: request.bounds).schema(shape)
    var head = JSONText.member("$schema", JSONText.quoted(JSONString(Draft.draft2020.metaSchema)))
    if let title = request.title { head += [0x2C] + JSONText.member("title", JSONText.quoted(JSONString(title))) }
    // A schema of anything is `true`, which cannot hold a head.
    guard body.first == 0x7B else { return [0x7B] + head + [0x7D] }
    return [0x7B] + head + [0x2C] + body.dropFirst()
  }
}
