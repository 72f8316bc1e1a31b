import JSONCore
import SchemaCompiler
import SchemaRuntime

/// One run of `securellm validate`: reads every instance, prints what is wrong with it, counts.
package struct Validation: ~Copyable {
  /// Longest line of a JSON Lines file.
  private static let longestLine = 1 << 28

  private let interpreter: SchemaInterpreter
  private let request: ValidateRequest
  private let descriptors: (output: Int32, messages: Int32)
  private var output = JSONWriter()
  private var messages = JSONWriter()
  private var valid = 0
  private var invalid = 0
  private var unread = 0

  /// Runs the request. Results go to the descriptor `output`, everything else to `messages`.
  package static func run(
    _ request: ValidateRequest, builtins: BuiltinSchemas, output: Int32, messages: Int32
  ) -> CommandStatus {
    do throws(SchemaFailure) {
      let program = try SchemaLoader.load(request, builtins)
      var run = Validation(request, program, (output, messages))
      for file in request.files { run.validate(file) }
      return run.finish()
    } catch {
      return explain(error, to: messages)
    }
  }

  private static func explain(_ failure: SchemaFailure, to descriptor: Int32) -> CommandStatus {
    var messages = JSONWriter()
    let status: CommandStatus
    switch failure {
    case .file(let failure):
      messages.line("\(Printable.path(failure.path)): \(failure.reason)")
      status = .usage
    case .usage(let sentence):
      messages.line(sentence)
      status = .usage
    case .diagnostics(let diagnostics):
      for diagnostic in diagnostics { messages.line(diagnostic.description) }
      status = .badSchema
    }
    _ = messages.flush(to: descriptor)
    return status
  }

  private init(
    _ request: ValidateRequest, _ program: SchemaProgram, _ descriptors: (output: Int32, messages: Int32)
  ) {
    interpreter = SchemaInterpreter(program)
    self.request = request
    self.descriptors = descriptors
  }

  private mutating func finish() -> CommandStatus {
    let total = valid + invalid
    let rest = unread == 0 ? "" : ", \(unread) not read"
    messages.line("\(total) instance\(total == 1 ? "" : "s"): \(valid) valid, \(invalid) invalid\(rest)")
    let written = output.flush(to: descriptors.output)
    if written != 0 {
      messages.line("cannot write the results: \(Files.reason(written))")
      unread += 1
    }
    _ = messages.flush(to: descriptors.messages)
    if unread > 0 { return .usage }
    return invalid > 0 ? .found : .ok
  }

  // MARK: instances

  private mutating func validate(_ file: String) {
    do throws(FileFailure) {
      if isLines(file) {
        try validateLines(file)
      } else {
        let bytes = try Files.contents(file)
        judge(bytes, 0..<bytes.count, file, line: nil)
      }
    } catch {
      unread += 1
      messages.line("\(Printable.path(error.path)): \(error.reason)")
    }
  }

  private func isLines(_ file: String) -> Bool {
    request.isLines || [".jsonl", ".ndjson"].contains { Array(file.utf8.suffix($0.utf8.count)) == Array($0.utf8) }
  }

  /// Streams the file: never more than one line and one chunk are in memory.
  private mutating func validateLines(_ file: String) throws(FileFailure) {
    var lines = LineBuffer(limit: Self.longestLine)
    var number = 0
    try Files.withDescriptor(file) { descriptor throws(FileFailure) in
      while true {
        let received = lines.fill(from: descriptor)
        if received < 0 { throw FileFailure(path: file, reason: Files.reason(Int32(-received))) }
        while let line = received > 0 ? lines.next() : lines.last() {
          number += 1
          judge(line, file, number)
        }
        if received == 0 { return }
      }
    }
  }

  private mutating func judge(_ line: LineBuffer.Line, _ file: String, _ number: Int) {
    switch line {
    case .text(let bytes, let range):
      if isBlank(bytes, range) { return }
      judge(bytes, range, file, line: number)
    case .tooLong:
      unread += 1
      messages.line("\(Printable.path(file)):\(number): the line is longer than \(Self.longestLine) bytes")
    }
  }

  private func isBlank(_ bytes: JSONBytes, _ range: Range<Int>) -> Bool {
    bytes.withSpan(range) { span in span.indices.allSatisfy { span[$0] == 0x20 || span[$0] == 0x09 } }
  }

  /// `line`: the number of a line of JSON Lines, nil for a whole document.
  private mutating func judge(_ bytes: JSONBytes, _ range: Range<Int>, _ file: String, line: Int?) {
    // The verdict is several times faster than the list of faults, and most instances are valid.
    var found: [Violation] = []
    if !interpreter.isValid(bytes, range: range, maxDepth: request.maxDepth) {
      found = interpreter.violations(bytes, range: range, maxDepth: request.maxDepth, limit: request.maxErrors)
      invalid += 1
    } else {
      valid += 1
    }
    let places = line.map { Places(line: $0, start: range.lowerBound) } ?? Places(found, in: bytes)
    switch request.output {
    case .human: HumanOutput.write(found, file, places, to: &output)
    case .flag: StandardOutput.writeFlag(isValid: found.isEmpty, to: &output)
    case .basic: StandardOutput.writeBasic(found, places, to: &output)
    case .detailed: StandardOutput.writeDetailed(found, places, to: &output)
    }
    flushWhenFull()
  }

  private mutating func flushWhenFull() {
    if output.count > 1 << 16, output.flush(to: descriptors.output) != 0 { unread += 1 }
    if messages.count > 1 << 12 { _ = messages.flush(to: descriptors.messages) }
  }
}
