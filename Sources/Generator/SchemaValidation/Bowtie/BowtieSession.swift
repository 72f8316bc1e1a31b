package import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Bowtie's protocol (IHOP, version 1) as a state machine: a line goes in, what to do comes out. Bowtie runs the same
/// cases through many implementations and compares their results.
package struct BowtieSession {
  package enum Action: Equatable {
    case reply([UInt8])
    /// The other side has said `stop`.
    case end
    /// The line is no command that may come now; the sentence says why.
    case refuse(String)
  }

  /// As deep as the interpreter goes: the suite's cases count on no limit, a person at the command line gets 64 levels.
  private static let greatestDepth = SchemaInterpreter.greatestDepth

  private let implementation: BowtieImplementation
  /// The protocol asks for `start` first, so that a wrong version is noticed before any result is taken for one.
  private var hasStarted = false
  private var options = SchemaOptions()
  /// False after a dialect that is not known: its cases are skipped.
  private var knowsDialect = true

  package init(_ implementation: BowtieImplementation) { self.implementation = implementation }

  package mutating func receive(_ bytes: JSONBytes, _ range: Range<Int>) -> Action {
    guard let command = BowtieCommand.read(bytes, range) else {
      return .refuse("the line is not a command of Bowtie's protocol")
    }
    switch command {
    case .start(let version):
      // Fails closed: a later version may mean other things by the same members.
      guard version == 1 else { return .refuse("this is version 1 of Bowtie's protocol, not \(version)") }
      hasStarted = true
      return .reply(implementation.startReply())
    case .stop: return .end
    case .dialect(let uri): return hasStarted ? .reply(take(dialect: uri)) : .refuse("\"start\" must come first")
    case .run(let seq, let item): return hasStarted ? .reply(run(seq, item)) : .refuse("\"start\" must come first")
    case .tooDeep(let seq): return hasStarted ? .reply(Self.tooDeep(seq)) : .refuse("\"start\" must come first")
    }
  }

  private mutating func take(dialect uri: JSONString) -> [UInt8] {
    let dialect = SchemaDialect(uri: uri)
    // `ok` is false, and not an error, for a dialect that is unknown: the protocol has this as a response.
    knowsDialect = dialect != nil
    if let dialect { options.dialect = dialect }
    return Array((knowsDialect ? "{\"ok\":true}\n" : "{\"ok\":false}\n").utf8)
  }

  // MARK: cases

  /// One reply for each command whatever happens: a case that breaks is `errored` and the session goes on, because the
  /// cases behind it are worth as much.
  private func run(_ seq: JSONSlice, _ item: BowtieCommand.Case) -> [UInt8] {
    var reply = JSONWriter()
    reply.literal("{\"seq\":")
    reply.raw(seq)
    if !knowsDialect {
      reply.literal(",\"skipped\":true,\"message\":\"the dialect is not supported\"")
    } else {
      do throws(SchemaFailure) {
        let interpreter = SchemaInterpreter(try compile(item))
        reply.literal(",\"results\":[")
        for (index, instance) in item.instances.enumerated() {
          if index > 0 { reply.byte(0x2C) }
          evaluate(instance, interpreter, item.wantsAnnotations, &reply)
        }
        reply.byte(0x5D)
      } catch {
        reply.byte(0x2C)
        Self.writeErrored(Self.sentence(error), to: &reply)
      }
    }
    reply.literal("}\n")
    return reply.bytes
  }

  private static func tooDeep(_ seq: JSONSlice) -> [UInt8] {
    var reply = JSONWriter()
    reply.literal("{\"seq\":")
    reply.raw(seq)
    reply.byte(0x2C)
    writeErrored("the command is nested deeper than \(greatestDepth) levels", to: &reply)
    reply.literal("}\n")
    return reply.bytes
  }

  /// Nothing but the command's own schemas: a case must give the same result on every machine.
  private func compile(_ item: BowtieCommand.Case) throws(SchemaFailure) -> SchemaProgram {
    var files = SchemaFiles()
    for (uri, schema) in item.registry { files.insert(String(uri), schema.bytes) }
    files.insert("schema", item.schema.bytes)
    return try files.compile("schema", options).program
  }

  private func evaluate(
    _ instance: JSONSlice, _ interpreter: SchemaInterpreter, _ wantsAnnotations: Bool, _ reply: inout JSONWriter
  ) {
    // What has no result, or is no JSON, is `errored`: Bowtie counts it apart from a wrong result.
    let result = interpreter.result(instance.buffer, range: instance.range, maxDepth: Self.greatestDepth)
    let isValid = result == .valid
    if !isValid, let error = interpreter.violations(instance, maxDepth: Self.greatestDepth, limit: 1).first,
      result == .undecided || error.keyword.utf8.elementsEqual("syntax".utf8)
    {
      reply.byte(0x7B)
      Self.writeErrored(error.message, to: &reply)
      return reply.byte(0x7D)
    }
    reply.literal(isValid ? "{\"valid\":true" : "{\"valid\":false")
    if isValid, wantsAnnotations {
      let evaluation = interpreter.evaluation(instance.buffer, range: instance.range, maxDepth: Self.greatestDepth)
      BowtieAnnotations.write(evaluation, to: &reply)
    }
    reply.byte(0x7D)
  }

  /// The protocol wants an object for the context and leaves its members open; people read the message in Bowtie's
  /// report.
  private static func writeErrored(_ message: String, to reply: inout JSONWriter) {
    reply.literal("\"errored\":true,\"context\":{\"message\":")
    reply.string(message)
    reply.byte(0x7D)
  }

  private static func sentence(_ failure: SchemaFailure) -> String {
    switch failure {
    case .file(let failure): failure.reason
    case .usage(let sentence): sentence
    case .diagnostics(let diagnostics): diagnostics.first?.description ?? "the schema does not compile"
    }
  }
}

/// What Bowtie learns about this program.
package struct BowtieImplementation: Sendable {
  package let version: String
  /// The protocol wants addresses of the project, its issues and its source.
  package let homepage: String

  package init(version: String, homepage: String) {
    self.version = version
    self.homepage = homepage
  }

  func startReply() -> [UInt8] {
    var reply = JSONWriter()
    reply.literal("{\"version\":1,\"ready\":true,\"implementation\":{\"language\":\"swift\",\"name\":\"securellm\"")
    reply.literal(",\"version\":")
    reply.string(version)
    // One address for all three: the protocol requires each.
    for name in ["homepage", "issues", "source"] {
      reply.literal(",\"")
      reply.raw(Array(name.utf8))
      reply.literal("\":")
      reply.string(homepage)
    }
    reply.literal(",\"dialects\":[")
    for (index, dialect) in SchemaDialect.all.enumerated() {
      if index > 0 { reply.byte(0x2C) }
      reply.string(dialect.uri)
    }
    reply.literal("]}}\n")
    return reply.bytes
  }
}
