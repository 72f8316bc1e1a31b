import ProcessRunner

/// What is said of programs that gave no result.
extension ProgramPipe {
  /// A program that ended by itself, with the end of its messages as the explanation.
  func failure(_ output: ProcessOutput, _ step: RunningStep) -> ToolFailure {
    let end: String
    switch output.termination {
    case .exited(let code): end = "exit code \(code)"
    case .signalled(let signal): end = "signal \(signal)"
    }
    // Before anything is cut off: a part of a secret would not be found any more.
    let errors = mask.apply(output.standardError, isCutInFront: output.streams.errorIsTruncated)
    let message = OutputText.tail(ProgramAccess.messages(errors, of: step.plan.name))
    return ToolFailure(
      .programFailed, "\(step.title) ended with \(end)" + (message.isEmpty ? "" : ": \(message)"))
  }

  func failure(_ failure: ProcessFailure, _ step: RunningStep) -> ToolFailure {
    switch failure {
    case .timedOut(_, let partial):
      ToolFailure(
        .timedOut, "\(step.title) was stopped after \(definition.timeoutSeconds) s, the limit of \(definition.name)",
        partialOutput: self.partial(partial))
    case .outputTooLarge(let limit, let partial):
      ToolFailure(
        .outputTooLarge, "\(step.title) was stopped: it wrote more than \(limit) bytes. Narrow the request",
        partialOutput: self.partial(partial))
    case .cancelled: ToolFailure(.cancelled, "the call was cancelled")
    case .programMissing, .notExecutable: ToolFailure(.programMissing, failure.description)
    case .sandboxMissing, .sandboxFailed: ToolFailure(.sandboxUnavailable, failure.description)
    case .nulByte, .argumentTooLong, .argumentsTooLong: ToolFailure(.invalidArguments, failure.description)
    case .invalidVariableName, .workingDirectoryMissing, .spawnFailed:
      ToolFailure(.internalError, failure.description)
    }
  }

  /// The first 4,000 bytes of what was kept, for a model to see what it would have got.
  private func partial(_ streams: CapturedStreams) -> String? {
    guard !streams.output.isEmpty else { return nil }
    return OutputText.clean(mask.apply(streams.output, isCutBehind: true).prefix(ToolHost.partialBytes))
  }
}
