package import JSONCore
package import SchemaCompiler

/// Why there is no schema to work with.
/// Three kinds because there are three exit codes and three people to act: who runs the command, who has the file, who
/// wrote the schema.
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
    // As a document among the results, because whoever reads JSON reads standard output only.
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
    output.byte(0x7B)
    switch failure {
    case .file(let failure): output.error("file", file: Printable.path(failure.path), failure.reason)
    case .usage(let sentence): output.error("usage", sentence)
    case .diagnostics(let diagnostics): output.error("schema", "the schema does not compile", diagnostics)
    }
    output.literal("}\n")
  }
}

/// Failures that are found before there is a request.
/// Here and not in each command, so that `--json` gives the same document for every mistake on a command line.
package enum CommandFailure {
  /// Options that contradict each other.
  package static func usage(_ sentence: String, asJSON: Bool, _ streams: Streams) -> CommandStatus {
    FailureOutput.write(.usage(sentence), asJSON: asJSON, streams)
  }
}
