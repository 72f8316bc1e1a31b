import JSONCore
import SchemaRuntime

/// Why the result of a program is none. Most often the program has printed something else than one JSON value, which is
/// said as what it is: the tool file, or the call, has to change, and not the schema.
enum InvalidOutput {
  /// - Parameter schema: of the output.
  static func failure(_ definition: ToolDefinition, _ schema: SchemaInterpreter, _ result: JSONBytes) -> ToolFailure {
    // As the value of a member it was one JSON value, or the call has failed before.
    if let program = definition.program, case .json(nil, _) = program.output,
      let cause = cause(in: result, 0..<result.count)
    {
      return ToolFailure(.invalidOutput, "\(definition.name): \(program.steps.last?.name ?? program.name) \(cause)")
    }
    let errors = schema.violations(result, limit: 3)
    var text = "\(definition.name) returned a result that does not match its outputSchema"
    if let first = errors.first?.nearest {
      text += ": " + (first.instanceLocation.isEmpty ? "" : "\(first.instanceLocation): ") + first.message
    }
    return ToolFailure(.invalidOutput, text)
  }

  /// What the range holds instead of a JSON value; nil for one.
  static func cause(in result: JSONBytes, _ range: Range<Int>) -> String? {
    if range.isEmpty {
      return "printed nothing where JSON was expected: if that is a result, say which one in the tool file, as in"
        + " {\"json\": {\"as\": …, \"empty\": []}}"
    }
    var reader = JSONReader(result, range: range)
    if reader.skipValue(), reader.finish() { return nil }
    let (failure, offset) = (reader.failure, reader.failureOffset)
    if SyntaxCause.find(failure, at: offset, in: result, range: range)?.isSecondValue == true {
      return "printed several JSON values where one was expected: let it print an array, or declare \"jsonLines\""
    }
    // Relative to what was printed; white space before it is gone, as are control characters.
    return "printed something else than JSON: \(reason(failure, at: offset, in: result, range))"
      + " (byte \(offset - range.lowerBound + 1))"
  }

  /// The mistake in words.
  static func reason(_ failure: JSONFailure, at offset: Int, in text: JSONBytes, _ range: Range<Int>) -> String {
    SyntaxCause.find(failure, at: offset, in: text, range: range)?.message ?? failure.description
  }
}
