// Every pointer here is lent for one call.
import CProcess
import Glibc
import System

/// Standard input, output and error of this process.
enum StandardStreams {
  /// Which of standard input and output was closed when the program started; nil when neither was. The C side has put
  /// the null device there by now, so that no file that is opened later becomes one of them.
  static var closedStream: String? {
    switch standard_descriptors_missing() & 3 {
    case 0: nil
    case 1: "standard input is closed"
    case 2: "standard output is closed"
    default: "standard input and output are closed"
    }
  }

  /// Everything on standard input.
  ///
  /// - Returns: nil when it cannot be read, or has more than `limit` bytes.
  static func readStandardInput(limit: Int) -> [UInt8]? {
    let bytes = try? Files.readAll(STDIN_FILENO, limit: limit + 1)
    return bytes.flatMap { $0.count > limit ? nil : $0 }
  }

  /// Writes a text that people read. A reader that has gone is no error: there is nobody to report it to.
  static func write(_ text: String, to descriptor: Int32) { try? Files.writeAll(Array(text.utf8), to: descriptor) }

  /// Makes writing to a pipe without a reader an error instead of the end of the process.
  static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  /// Gives the memory of large buffers back to the system when they are freed: opening the audit needs two of 1 MiB.
  static func returnLargeBuffers() { large_buffers_return() }
}
