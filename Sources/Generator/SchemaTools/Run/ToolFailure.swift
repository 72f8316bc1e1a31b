package import SchemaCompiler
package import SchemaValidation

/// Why a command cannot do its work.
package enum ToolFailure: Error {
  case file(FileFailure)
  case diagnostics([Diagnostic])
  /// What was asked for cannot be done with this schema.
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
