import JSONCore
import SchemaRuntime

/// The output formats of JSON Schema, one document per line; `line` and `column` are ours.
enum StandardOutput {
  /// Everything that the schema says about the instance, by the interpreter's evaluation. False when it was too much
  /// and parts are missing.
  static func write(
    _ instance: Instance, _ interpreter: SchemaInterpreter, _ format: OutputFormat, maxDepth: Int,
    to output: inout JSONWriter
  ) -> (isValid: Bool, isComplete: Bool) {
    let evaluation = interpreter.evaluation(instance.bytes, range: instance.range, maxDepth: maxDepth)
    let places = Places(in: instance)
    evaluation.write(format, to: &output, place: places.location)
    output.byte(0x0A)
    return (evaluation.isValid, !evaluation.isTruncated)
  }

  static func writeFlag(isValid: Bool, to output: inout JSONWriter) {
    output.literal("{\"valid\":")
    output.boolean(isValid)
    output.literal("}\n")
  }

  /// A text that is no JSON.
  static func writeMalformed(
    _ message: String, _ place: SourceLocation, _ format: OutputFormat, to output: inout JSONWriter
  ) {
    switch format {
    case .flag: return writeFlag(isValid: false, to: &output)
    case .basic, .detailed, .verbose:
      output.literal("{\"valid\":false,\"errors\":[{\"valid\":false,\"keywordLocation\":\"\",")
      writePlace(place, to: &output)
      output.literal(",\"error\":")
      output.string(message)
    case .list, .hierarchical:
      output.literal("{\"valid\":false,\"details\":[{\"valid\":false,\"evaluationPath\":\"\",\"schemaLocation\":\"\",")
      writePlace(place, to: &output)
      output.literal(",\"errors\":{\"syntax\":")
      output.string(message)
      output.byte(0x7D)
    }
    output.literal("}]}\n")
  }

  private static func writePlace(_ place: SourceLocation, to output: inout JSONWriter) {
    output.literal("\"instanceLocation\":\"\",\"line\":")
    output.integer(place.line)
    output.literal(",\"column\":")
    output.integer(place.column)
  }
}
