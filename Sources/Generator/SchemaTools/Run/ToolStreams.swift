package import JSONCore
import SchemaCompiler
package import SchemaValidation
import System

/// Where a command writes: results to one descriptor, everything else to the other.
/// Not to be copied: two copies would each write what was buffered before.
package struct ToolStreams: ~Copyable {
  package var output = JSONWriter()
  package var messages = JSONWriter()
  private let descriptors: (output: Int32, messages: Int32)
  /// Whether failures are JSON documents among the results instead of sentences.
  private let json: Bool

  package init(output: Int32, messages: Int32, json: Bool = false) {
    descriptors = (output, messages)
    self.json = json
  }

  /// Writes what is buffered when there is much of it. Returns 0 or the `errno` of the failed write.
  /// 64 KiB of results, the size of a pipe; messages sooner, because somebody is waiting for them.
  mutating func drain() -> Int32 {
    let code = output.count > 1 << 16 ? output.flush(to: descriptors.output) : 0
    if messages.count > 1 << 12 { _ = messages.flush(to: descriptors.messages) }
    return code
  }

  /// The descriptor of the results, everything buffered before written.
  /// For text that is written as it is made and never as a whole in memory.
  mutating func outputDescriptor() -> Int32 {
    _ = output.flush(to: descriptors.output)
    return descriptors.output
  }

  /// Writes everything; a failed write makes the status a usage error.
  /// The last thing a command does: what is still buffered must not be lost with an exit code of 0.
  package mutating func finish(_ status: CommandStatus) -> CommandStatus {
    let code = output.flush(to: descriptors.output)
    if code != 0 { messages.line("cannot write the results: \(SystemError(code: code).description)") }
    _ = messages.flush(to: descriptors.messages)
    return code == 0 ? status : .usage
  }

  mutating func complain(_ failure: FileFailure) { complain(SchemaFailure.file(failure)) }

  mutating func complain(_ diagnostics: [Diagnostic]) { complain(SchemaFailure.diagnostics(diagnostics)) }

  /// Warnings are no results and change no exit code: lines for people, whatever the output is.
  mutating func warn(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { messages.line(diagnostic.description) }
  }

  mutating func complain(_ sentence: String) { complain(SchemaFailure.usage(sentence)) }

  private mutating func complain(_ failure: SchemaFailure) {
    if json { FailureOutput.writeJSON(failure, to: &output) } else { FailureOutput.writeLines(failure, to: &messages) }
  }
}
