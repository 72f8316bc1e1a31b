import JSONCore
import SchemaRuntime

/// The instances of one file.
/// Not to be copied: its text is printed once, and the counts are added once.
struct FileValidation: ~Copyable {
  private let file: String
  private let request: ValidateRequest
  private let evaluates: Validators
  private var counts = ValidationCounts()
  private var text = JobText()

  init(_ file: String, _ request: ValidateRequest, _ evaluates: Validators) {
    self.file = file
    self.request = request
    self.evaluates = evaluates
  }

  /// Validates every instance; prints as job number `job`.
  mutating func validate(_ job: Int, _ ordered: OrderedOutput) async -> ValidationCounts {
    do throws(FileFailure) {
      let source = try Instances.open(file, as: request.format)
      while let item = try source.next() {
        take(item)
        // After each instance, so that a file of gigabytes prints as it goes.
        await ordered.offer(job, &text)
      }
    } catch {
      leaveOut(error.path, error.reason)
    }
    // Exchanged and not copied: the text has no copies, and the job is over.
    var rest = JobText()
    swap(&rest, &text)
    ordered.finish(job, rest)
    return counts
  }

  private mutating func take(_ item: InstanceItem) {
    switch item {
    case .instance(let instance):
      do throws(SchemaFailure) {
        let instance =
          request.duplicateKeys == .error ? instance : instance.keepingLastMembers(maxDepth: request.maxDepth)
        validate(instance, try evaluates.validate(instance, of: file))
      } catch {
        note(error)
      }
    case .malformed(let message, let location):
      counts.invalid += 1
      if let format = request.output.standard {
        StandardOutput.writeMalformed(message, location, format, to: &text.output)
      } else if request.output == .json {
        JSONOutput.writeMalformed(Printable.path(file), message, location, to: &text.output)
      } else {
        HumanOutput.writeMalformed(file, message, location, request.terminal, to: &text.output)
      }
    case .leftOut(let line, let reason): leaveOut("\(file):\(line)", reason)
    }
  }

  private mutating func validate(_ instance: Instance, _ interpreter: SchemaInterpreter) {
    if let format = request.output.standard, format != .flag, !request.isFast {
      return evaluate(instance, interpreter, format)
    }
    // The result is several times faster than the list of errors, and most instances are valid.
    let result = interpreter.result(instance.bytes, range: instance.range, maxDepth: request.maxDepth)
    let isValid = result == .valid
    count(result)
    if request.output.standard != nil { return StandardOutput.writeFlag(isValid: isValid, to: &text.output) }
    if isValid, request.output == .human { return }
    var found: [Violation] = []
    if !isValid, !request.isFast {
      found = Self.distinct(
        interpreter.violations(
          instance.bytes, range: instance.range, maxDepth: request.maxDepth, limit: request.maxErrors))
    }
    write(
      InstanceResult(
        file: Printable.path(file), origin: instance.origin, isValid: isValid, violations: found,
        locations: found.isEmpty ? Locations.none : Locations(in: instance),
        uncheckedFormats: uncheckedFormats(found, interpreter)))
  }

  /// Only for people: it explains a result, and is no part of one.
  private func uncheckedFormats(_ found: [Violation], _ interpreter: SchemaInterpreter) -> Set<String> {
    guard request.output == .human, !request.options.assertFormat else { return [] }
    let locations = Set(found.filter { $0.keyword == "oneOf" || $0.keyword == "anyOf" }.map(\.schemaLocation))
    return locations.filter(interpreter.leavesFormatUnchecked)
  }

  /// Several schemas may say the same about a value, as the vocabularies of a meta-schema do: it is said once.
  private static func distinct(_ violations: [Violation]) -> [Violation] {
    var seen: Set<JSONString> = []
    return violations.filter { violation in
      let key = "\(violation.keyword)\n\(violation.offset)\n\(violation.instanceLocation)\n\(violation.message)"
      return seen.insert(JSONString(key)).inserted
    }
  }

  private mutating func write(_ result: InstanceResult) {
    switch (request.output == .json, request.explains) {
    case (false, false): HumanOutput.write(result, request.terminal, to: &text.output)
    case (false, true): ExplainOutput.write(result, request.terminal, to: &text.output)
    case (true, false): JSONOutput.write(result, to: &text.output)
    case (true, true): ExplainOutput.writeJSON(result, to: &text.output)
    }
  }

  /// One run for all that the format may show; the others ask for the result first and for errors only when there are
  /// some.
  private mutating func evaluate(_ instance: Instance, _ interpreter: SchemaInterpreter, _ format: OutputFormat) {
    let outcome = StandardOutput.write(
      instance, interpreter, format, maxDepth: request.maxDepth, to: &text.output)
    count(
      outcome.isValid
        ? .valid : interpreter.result(instance.bytes, range: instance.range, maxDepth: request.maxDepth))
    if !outcome.isComplete {
      text.messages.line("\(Printable.path(file)): the output was truncated; use a format with less detail")
    }
  }

  private mutating func count(_ result: SchemaInterpreter.Result) {
    switch result {
    case .valid: counts.valid += 1
    case .invalid: counts.invalid += 1
    case .undecided: counts.unjudged += 1
    }
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

  /// Counted, so that the run ends with exit code 2: what nobody has read is not known to be valid.
  private mutating func leaveOut(_ path: String, _ reason: String) {
    counts.unread += 1
    if request.output == .json {
      JSONOutput.writeUnread(Printable.path(path), reason, to: &text.output)
    } else {
      text.messages.line("\(Printable.path(path)): \(reason)")
    }
  }
}
