/// What a child left behind.
package struct ProcessOutput: Sendable, Equatable {
  /// How the child ended. A code other than 0 is a result, not a failure of the runner.
  package enum Termination: Sendable, Equatable {
    case exited(code: Int32)
    case signalled(Int32)
  }

  package var streams: CapturedStreams
  package var termination: Termination
  /// From the call to the end of the child, on the monotonic clock.
  package var duration: Duration

  /// All of standard output.
  package var standardOutput: [UInt8] { streams.output }
  /// The last bytes of standard error.
  package var standardError: [UInt8] { streams.error }
}

/// The bytes read from a child, whole or up to the moment it was stopped. Treat them as data of unknown origin.
package struct CapturedStreams: Sendable, Equatable {
  /// Standard output from its beginning.
  package var output: [UInt8] = []
  /// The end of standard error.
  package var error: [UInt8] = []
  /// Whether standard error was longer than what was kept.
  package var errorIsTruncated = false
}
