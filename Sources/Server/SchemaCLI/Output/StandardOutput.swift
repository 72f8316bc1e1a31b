import JSONCore
import SchemaRuntime

/// The output formats of JSON Schema 2020-12 (core, section 12), one document per line; `line` and `column` are ours.
enum StandardOutput {
  static func writeFlag(isValid: Bool, to output: inout JSONWriter) {
    output.literal("{\"valid\":")
    output.boolean(isValid)
    output.literal("}\n")
  }

  /// A text that is no JSON.
  static func writeMalformed(
    _ message: String, _ place: SourceLocation, _ format: ResultOutput, to output: inout JSONWriter
  ) {
    guard format != .flag else { return writeFlag(isValid: false, to: &output) }
    output.literal("{\"valid\":false,\"errors\":[{\"keywordLocation\":\"\",\"instanceLocation\":\"\",\"error\":")
    output.string(message)
    output.literal(",\"line\":")
    output.integer(place.line)
    output.literal(",\"column\":")
    output.integer(place.column)
    output.literal("}]}\n")
  }

  /// A flat list: causes follow what they explain.
  static func writeBasic(_ violations: [Violation], _ places: Places, to output: inout JSONWriter) {
    guard !violations.isEmpty else { return writeFlag(isValid: true, to: &output) }
    output.literal("{\"valid\":false,\"errors\":[")
    for (index, violation) in flattened(violations).enumerated() {
      if index > 0 { output.byte(0x2C) }
      output.byte(0x7B)
      writeMembers(violation, places, to: &output)
      output.byte(0x7D)
    }
    output.literal("]}\n")
  }

  private static func flattened(_ violations: [Violation]) -> [Violation] {
    violations.flatMap { [$0] + flattened($0.causes) }
  }

  /// A tree: causes are the `errors` of what they explain.
  static func writeDetailed(_ violations: [Violation], _ places: Places, to output: inout JSONWriter) {
    guard !violations.isEmpty else { return writeFlag(isValid: true, to: &output) }
    output.literal("{\"valid\":false,\"keywordLocation\":\"\",\"instanceLocation\":\"\",")
    writeTree(violations, places, to: &output)
    output.literal("}\n")
  }

  private static func writeTree(_ violations: [Violation], _ places: Places, to output: inout JSONWriter) {
    output.literal("\"errors\":[")
    for (index, violation) in violations.enumerated() {
      if index > 0 { output.byte(0x2C) }
      output.literal("{\"valid\":false,")
      writeMembers(violation, places, to: &output)
      if !violation.causes.isEmpty {
        output.byte(0x2C)
        writeTree(violation.causes, places, to: &output)
      }
      output.byte(0x7D)
    }
    output.byte(0x5D)
  }

  private static func writeMembers(_ violation: Violation, _ places: Places, to output: inout JSONWriter) {
    let place = places.location(of: violation)
    output.literal("\"keywordLocation\":")
    output.string(violation.evaluationPath)
    output.literal(",\"absoluteKeywordLocation\":")
    output.string(violation.schemaLocation)
    output.literal(",\"instanceLocation\":")
    output.string(violation.instanceLocation)
    output.literal(",\"error\":")
    output.string(violation.message)
    output.literal(",\"line\":")
    output.integer(place.line)
    output.literal(",\"column\":")
    output.integer(place.column)
  }
}
