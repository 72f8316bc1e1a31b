import JSONCore
import SchemaRuntime

/// The output formats of JSON Schema, one document per line; `line` and `column` are ours.
enum StandardOutput {
  /// Everything that the schema says about the instance, by the interpreter's evaluation. False when it was too much
  /// and parts are missing.
  /// The tree of an instance is made and written before the next one is read: at most 100,000 units
  /// (`evaluation(limit:)`) are in memory at a time.
  static func write(
    _ instance: Instance, _ interpreter: SchemaInterpreter, _ format: OutputFormat, maxDepth: Int,
    to output: inout JSONWriter
  ) -> (isValid: Bool, isComplete: Bool) {
    let evaluation = interpreter.evaluation(instance.bytes, range: instance.range, maxDepth: maxDepth)
    let locations = Locations(in: instance)
    evaluation.write(format, to: &output, location: locations.location)
    output.byte(0x0A)
    return (evaluation.isValid, !evaluation.isTruncated)
  }

  /// By itself: the result takes a fraction of the time of an evaluation, which visits every branch.
  static func writeFlag(isValid: Bool, to output: inout JSONWriter) {
    output.literal("{\"valid\":")
    output.boolean(isValid)
    output.literal("}\n")
  }

  /// A text that is no JSON.
  /// In the form of each format, because a reader of it knows no other: the keyword is `syntax`, which no schema has.
  static func writeMalformed(
    _ message: String, _ location: SourceLocation, _ format: OutputFormat, to output: inout JSONWriter
  ) {
    switch format {
    case .flag: return writeFlag(isValid: false, to: &output)
    case .basic, .detailed, .verbose:
      output.literal("{\"valid\":false,\"errors\":[{\"valid\":false,\"keywordLocation\":\"\",")
      writeLocation(location, to: &output)
      output.literal(",\"error\":")
      output.string(message)
    case .list, .hierarchical:
      output.literal("{\"valid\":false,\"details\":[{\"valid\":false,\"evaluationPath\":\"\",\"schemaLocation\":\"\",")
      writeLocation(location, to: &output)
      output.literal(",\"errors\":{\"syntax\":")
      output.string(message)
      output.byte(0x7D)
    }
    output.literal("}]}\n")
  }

  /// The specification asks for a pointer and allows more: editors need lines.
  private static func writeLocation(_ location: SourceLocation, to output: inout JSONWriter) {
    output.literal("\"instanceLocation\":\"\",\"line\":")
    output.integer(location.line)
    output.literal(",\"column\":")
    output.integer(location.column)
  }
}
