package import JSONCore
package import SchemaCompiler

/// Why there is no schema to work with.
package enum SchemaFailure: Error, Sendable {
  case file(FileFailure)
  case usage(String)
  case diagnostics([Diagnostic])

  package var status: CommandStatus {
    switch self {
    case .file, .usage: .usage
    case .diagnostics: .badSchema
    }
  }
}

/// Failures on the streams of a command: sentences on standard error, or a JSON document on standard output.
package enum FailureOutput {
  /// One failure; the status is what the command ends with.
  static func write(_ failure: SchemaFailure, asJSON: Bool, _ streams: Streams) -> CommandStatus {
    var text = JSONWriter()
    if asJSON { writeJSON(failure, to: &text) } else { writeLines(failure, to: &text) }
    _ = text.flush(to: asJSON ? streams.output : streams.messages)
    return failure.status
  }

  package static func writeLines(_ failure: SchemaFailure, to output: inout JSONWriter) {
    switch failure {
    case .file(let failure): output.line("\(Printable.path(failure.path)): \(failure.reason)")
    case .usage(let sentence): output.line(sentence)
    case .diagnostics(let diagnostics): for diagnostic in diagnostics { output.line(diagnostic.description) }
    }
  }

  /// `{"error": {"code", "message", …}}` and a line feed.
  package static func writeJSON(_ failure: SchemaFailure, to output: inout JSONWriter) {
    output.literal("{\"error\":{\"code\":")
    switch failure {
    case .file(let failure):
      output.literal("\"file\",\"file\":")
      output.string(Printable.path(failure.path))
      writeMessage(failure.reason, to: &output)
    case .usage(let sentence):
      output.literal("\"usage\"")
      writeMessage(sentence, to: &output)
    case .diagnostics(let diagnostics):
      output.literal("\"schema\"")
      writeMessage("the schema does not compile", to: &output)
      output.literal(",\"diagnostics\":")
      writeJSON(diagnostics, to: &output)
    }
    output.literal("}}\n")
  }

  private static func writeMessage(_ text: String, to output: inout JSONWriter) {
    output.literal(",\"message\":")
    output.string(text)
  }

  static func writeJSON(_ diagnostics: [Diagnostic], to output: inout JSONWriter) {
    output.byte(0x5B)
    for (index, diagnostic) in diagnostics.enumerated() {
      output.literal(index > 0 ? ",{\"file\":" : "{\"file\":")
      output.string(diagnostic.file)
      output.literal(",\"line\":")
      output.integer(diagnostic.line)
      output.literal(",\"column\":")
      output.integer(diagnostic.column)
      output.literal(",\"pointer\":")
      output.string(diagnostic.pointer)
      writeMessage(diagnostic.message, to: &output)
      output.literal(",\"details\":[")
      for (index, detail) in diagnostic.details.enumerated() {
        if index > 0 { output.byte(0x2C) }
        output.string(detail)
      }
      output.literal("],\"mend\":")
      output.string(diagnostic.mend)
      output.byte(0x7D)
    }
    output.byte(0x5D)
  }
}

/// Failures that are found before there is a request.
package enum CommandFailure {
  /// Options that contradict each other.
  package static func usage(_ sentence: String, asJSON: Bool, _ streams: Streams) -> CommandStatus {
    FailureOutput.write(.usage(sentence), asJSON: asJSON, streams)
  }
}

/// Where a command writes to.
package struct Streams: Sendable {
  /// Results.
  package let output: Int32
  /// Everything else.
  package let messages: Int32

  package init(output: Int32, messages: Int32) {
    self.output = output
    self.messages = messages
  }
}
