import System

/// Why a program did not run to its own end.
///
/// Descriptions name positions and limits, never the value of an argument or variable and never output: these may hold
/// secrets.
package enum ProcessFailure: Error, Sendable, Equatable {
  /// A string of a request.
  package enum Location: Sendable, Equatable {
    /// The entry of `arguments` with this index, counted from 0.
    case argument(Int)
    /// The name of the environment variable with this index, counted from 0.
    case variableName(Int)
    /// An environment variable, as `NAME=value`.
    case variable(name: String)
    case workingDirectory
  }

  /// A string holds a NUL byte, where C would cut it.
  case nulByte(Location)
  /// A string is longer than ``ProcessRequest/maximumArgumentBytes``.
  case argumentTooLong(Location, bytes: Int)
  /// Arguments and environment together are more than the kernel takes (`E2BIG`).
  case argumentsTooLong(bytes: Int)
  /// A variable's name is empty, begins with a digit, holds `=`, or appears twice.
  case invalidVariableName(index: Int)
  /// The program was there when it was resolved and is no longer.
  case programMissing(path: String)
  /// The file is there but cannot be executed: permission, format, or an interpreter that is missing.
  case notExecutable(path: String)
  /// The working directory is not absolute, does not exist, is not a directory, or may not be entered.
  case workingDirectoryMissing(path: String)
  /// The kernel refused to start the process or to deliver its output; `errno` is 0 when no reason was given.
  case spawnFailed(errno: Int32)
  /// The kernel, or the container around this process, cannot confine programs: what is missing, in words.
  case sandboxMissing([String])
  /// A step of the confinement failed, so the program was not started.
  case sandboxFailed(errno: Int32)
  /// The run exceeded its time and was ended.
  case timedOut(after: Duration, partial: CapturedStreams)
  /// Standard output exceeded its limit and the run was ended.
  case outputTooLarge(limit: Int, partial: CapturedStreams)
  /// The calling task was cancelled; the child, if it had started, was ended.
  case cancelled
}

extension ProcessFailure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nulByte(let location):
      "\(location) holds a NUL byte, which no program can receive: remove it"
    case .argumentTooLong(let location, let bytes):
      "\(location) has \(bytes) bytes, and Linux takes at most \(ProcessRequest.maximumArgumentBytes): "
        + "shorten it or pass it on standard input"
    case .argumentsTooLong(let bytes):
      "arguments and environment are \(bytes) bytes together, more than this system takes: pass fewer at a time"
    case .invalidVariableName(let index):
      "environment variable \(index + 1) has a name that is empty, begins with a digit, holds '=', or appears twice"
    case .programMissing(let path):
      "the program \(path) is no longer there: install it again"
    case .notExecutable(let path):
      "\(path) cannot be executed: check its permissions, its format and the interpreter it names"
    case .workingDirectoryMissing(let path):
      "the working directory \(path) is not an absolute path of a directory that can be entered"
    case .spawnFailed(let errno):
      "the process could not be run" + (errno == 0 ? "" : ": \(SystemError(code: errno))")
    case .sandboxMissing(let what):
      "this system cannot confine programs, so none is run; it lacks \(what.joined(separator: " and "))."
        + " SECURELLM_SANDBOX=optional runs them without"
    case .sandboxFailed(let errno):
      "the program could not be confined and was not run: \(SystemError(code: errno))"
    case .timedOut(let limit, _):
      "the program was stopped because it ran longer than \(limit)"
    case .outputTooLarge(let limit, _):
      "the program was stopped because it wrote more than \(limit) bytes: narrow the request"
    case .cancelled:
      "the run was cancelled"
    }
  }
}

extension ProcessFailure.Location: CustomStringConvertible {
  package var description: String {
    switch self {
    case .argument(let index): "argument \(index + 1)"
    case .variableName(let index): "the name of environment variable \(index + 1)"
    case .variable(let name): "the environment variable \(name)"
    case .workingDirectory: "the working directory"
    }
  }
}
