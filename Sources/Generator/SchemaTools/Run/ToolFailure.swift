package import SchemaCompiler
package import SchemaValidation

/// Why a command cannot do its work.
/// Thrown by whatever finds it and printed by one function: a command ends with the first of these, or goes on with its
/// next file.
package enum ToolFailure: Error {
  case file(FileFailure)
  case diagnostics([Diagnostic])
  /// What was asked for cannot be done with this schema.
  /// Apart from a schema that does not compile: the file is right, only the wish cannot be met (exit code 1, not 3).
  case refused([Diagnostic])
}

extension ToolStreams {
  /// Prints the failure; the exit code it gives.
  mutating func complain(_ failure: ToolFailure) -> CommandStatus {
    switch failure {
    case .file(let failure):
      complain(failure)
      return .usage
    case .diagnostics(let diagnostics):
      complain(diagnostics)
      return .badSchema
    case .refused(let diagnostics):
      complain(diagnostics)
      return .found
    }
  }
}
