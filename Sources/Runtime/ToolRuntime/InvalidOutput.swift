import JSONCore
import SchemaRuntime

/// Why the result of a program is none. Most often the program has printed something else than one JSON value, which is
/// said as what it is: the tool file, or the call, has to change, and not the schema.
enum InvalidOutput {
  /// - Parameter schema: of the output.
  static func failure(_ definition: ToolDefinition, _ schema: SchemaInterpreter, _ result: JSONBytes) -> ToolFailure {
    if let program = definition.program, case .json(let member) = program.output,
      let cause = syntax(of: result, member)
    {
      return ToolFailure(.invalidOutput, "\(definition.name): \(program.name) \(cause)")
    }
    let errors = schema.violations(result, limit: 3)
    var text = "\(definition.name) returned a result that does not match its outputSchema"
    if let first = errors.first?.nearest {
      text += ": " + (first.instanceLocation.isEmpty ? "" : "\(first.instanceLocation): ") + first.message
    }
    return ToolFailure(.invalidOutput, text)
  }

  /// What the program has printed instead of a JSON value; nil for one.
  static func syntax(of result: JSONBytes, _ member: JSONString?) -> String? {
    cause(in: result, printed(in: result, member))
  }

  /// Where the program's own text is in the result that `OutputReader` has made: within the braces around the member.
  private static func printed(in result: JSONBytes, _ member: JSONString?) -> Range<Int> {
    guard let member else { return 0..<result.count }
    var writer = JSONWriter()
    writer.byte(0x7B)
    writer.string(member)
    writer.byte(0x3A)
    let start = min(writer.count, result.count)
    return start..<max(start, result.count - 1)
  }

  private static func cause(in result: JSONBytes, _ range: Range<Int>) -> String? {
    if range.isEmpty {
      return "printed nothing where JSON was expected: this call has no result, or the output is no JSON"
    }
    var reader = JSONReader(result, range: range)
    if reader.skipValue(), reader.finish() { return nil }
    let (failure, offset) = (reader.failure, reader.failureOffset)
    let cause = SyntaxCause.find(failure, at: offset, in: result, range: range)
    if cause?.isSecondValue == true {
      return "printed several JSON values where one was expected: let it print an array"
    }
    // Relative to what was printed; white space before it is gone, as are control characters.
    return
      "printed something else than JSON: \(cause?.message ?? failure.description) (byte \(offset - range.lowerBound + 1))"
  }
}
