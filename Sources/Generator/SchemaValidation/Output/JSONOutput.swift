import JSONCore
import SchemaRuntime

/// The documents of `--json`, one per line: an object with `file` and `valid` for each instance, one with `file` and
/// `error` for what could not be read, and a last one with `summary`.
/// JSON Lines and no array: a reader can begin with the first line, and a run that is killed leaves whole documents
/// behind.
enum JSONOutput {
  static func write(_ result: InstanceResult, to output: inout JSONWriter) {
    writeHead(result.file, line: result.line, document: result.document, to: &output)
    output.literal(",\"valid\":")
    output.boolean(result.isValid)
    if !result.violations.isEmpty {
      output.literal(",\"errors\":")
      write(result.violations, result.locations, to: &output)
    }
    output.literal("}\n")
  }

  /// The same members as for an invalid instance: a text that is no JSON is one, for whoever counts.
  static func writeMalformed(_ file: String, _ message: String, _ location: SourceLocation, to output: inout JSONWriter)
  {
    writeHead(file, line: nil, document: nil, to: &output)
    output.literal(",\"valid\":false,\"errors\":[{")
    write(location, to: &output)
    output.literal(",\"instanceLocation\":\"\",\"keyword\":\"syntax\",\"error\":")
    output.string(message)
    output.literal("}]}\n")
  }

  /// `error` instead of `valid`: a reader that looks for `"valid":false` must not take a missing file for a bad one.
  static func writeUnread(_ file: String, _ reason: String, to output: inout JSONWriter) {
    writeHead(file, line: nil, document: nil, to: &output)
    output.byte(0x2C)
    output.error("file", reason)
    output.literal("}\n")
  }

  /// The last line, also of a run without instances: whoever reads the stream knows that it is complete.
  static func writeSummary(_ counts: ValidationCounts, to output: inout JSONWriter) {
    output.literal("{\"summary\":{\"instances\":")
    output.integer(counts.valid + counts.invalid)
    output.literal(",\"valid\":")
    output.integer(counts.valid)
    output.literal(",\"invalid\":")
    output.integer(counts.invalid)
    output.literal(",\"unread\":")
    output.integer(counts.unread)
    output.literal("}}\n")
  }

  static func writeHead(_ file: String, line: Int?, document: Int?, to output: inout JSONWriter) {
    output.literal("{\"file\":")
    output.string(file)
    if let line {
      output.literal(",\"line\":")
      output.integer(line)
    }
    if let document {
      output.literal(",\"document\":")
      output.integer(document)
    }
  }

  /// An array of violations, causes inside of what they explain.
  static func write(_ violations: [Violation], _ locations: Locations, to output: inout JSONWriter) {
    output.byte(0x5B)
    for (index, violation) in violations.enumerated() {
      output.literal(index > 0 ? ",{" : "{")
      writeMembers(violation, locations, to: &output)
      if !violation.causes.isEmpty {
        output.literal(",\"causes\":")
        write(violation.causes, locations, to: &output)
      }
      output.byte(0x7D)
    }
    output.byte(0x5D)
  }

  /// The members of a violation, without braces.
  /// Under the names of the specification's output formats where it has them; `line`, `column` and `keyword` are ours.
  static func writeMembers(_ violation: Violation, _ locations: Locations, to output: inout JSONWriter) {
    write(locations.location(of: violation.offset), to: &output)
    output.literal(",\"instanceLocation\":")
    output.string(violation.instanceLocation)
    output.literal(",\"keyword\":")
    output.string(violation.keyword)
    output.literal(",\"keywordLocation\":")
    output.string(violation.evaluationPath)
    output.literal(",\"absoluteKeywordLocation\":")
    output.string(violation.schemaLocation)
    output.literal(",\"error\":")
    output.string(violation.message)
  }

  private static func write(_ location: SourceLocation, to output: inout JSONWriter) {
    output.literal("\"line\":")
    output.integer(location.line)
    output.literal(",\"column\":")
    output.integer(location.column)
  }
}
