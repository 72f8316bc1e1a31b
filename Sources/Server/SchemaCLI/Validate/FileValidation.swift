import JSONCore
import SchemaRuntime

/// The instances of one file.
struct FileValidation: ~Copyable {
  private let file: String
  private let request: ValidateRequest
  private let judges: Judges
  private var counts = ValidationCounts()
  private var text = JobText()

  init(_ file: String, _ request: ValidateRequest, _ judges: Judges) {
    self.file = file
    self.request = request
    self.judges = judges
  }

  /// Judges every instance; prints as job number `job`.
  mutating func judge(_ job: Int, _ ordered: OrderedOutput) async -> ValidationCounts {
    do throws(FileFailure) {
      let source = try Instances.open(file, as: request.format)
      while let item = try source.next() {
        take(item)
        await ordered.offer(job, &text)
      }
    } catch {
      leaveOut(error.path, error.reason)
    }
    var rest = JobText()
    swap(&rest, &text)
    ordered.finish(job, rest)
    return counts
  }

  private mutating func take(_ item: InstanceItem) {
    switch item {
    case .instance(let instance):
      do throws(SchemaFailure) {
        judge(instance, try judges.judge(instance, of: file))
      } catch {
        note(error)
      }
    case .malformed(let message, let place):
      counts.invalid += 1
      switch request.output {
      case .human: HumanOutput.writeMalformed(file, message, place, request.terminal, to: &text.output)
      case .json: JSONOutput.writeMalformed(Printable.path(file), message, place, to: &text.output)
      case .flag, .basic, .detailed: StandardOutput.writeMalformed(message, place, request.output, to: &text.output)
      }
    case .leftOut(let line, let reason): leaveOut("\(file):\(line)", reason)
    }
  }

  private mutating func judge(_ instance: Instance, _ interpreter: SchemaInterpreter) {
    // The verdict is several times faster than the list of faults, and most instances are valid.
    let isValid = interpreter.isValid(instance.bytes, range: instance.range, maxDepth: request.maxDepth)
    if isValid { counts.valid += 1 } else { counts.invalid += 1 }
    var found: [Violation] = []
    if !isValid, !request.isFast, request.output != .flag {
      found = interpreter.violations(
        instance.bytes, range: instance.range, maxDepth: request.maxDepth, limit: request.maxErrors)
    }
    if isValid, request.output == .human { return }
    let result = InstanceResult(
      file: Printable.path(file), origin: instance.origin, isValid: isValid, violations: found,
      places: Places(found, in: instance))
    result.write(request.output, request.terminal, explains: request.explains, to: &text.output)
  }

  /// The schema that the instance names is not there or does not compile.
  private mutating func note(_ failure: SchemaFailure) {
    switch failure {
    case .file(let failure): leaveOut(failure.path, failure.reason)
    case .usage(let sentence): leaveOut(file, sentence)
    case .diagnostics:
      counts.unjudged += 1
      if request.output == .json {
        FailureOutput.writeJSON(failure, to: &text.output)
      } else {
        FailureOutput.writeLines(failure, to: &text.messages)
      }
    }
  }

  private mutating func leaveOut(_ path: String, _ reason: String) {
    counts.unread += 1
    if request.output == .json {
      JSONOutput.writeUnread(Printable.path(path), reason, to: &text.output)
    } else {
      text.messages.line("\(Printable.path(path)): \(reason)")
    }
  }
}
