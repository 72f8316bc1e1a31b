package import JSONCore
public import SchemaRuntime

/// Why a tool call has no result. The text is for the model and the person behind it; it never holds a value of the
/// call.
public struct ToolFailure: Error, Sendable {
  public enum Code: String, Sendable, CaseIterable {
    case invalidArguments = "invalid_arguments"
    case programMissing = "program_missing"
    /// A secret that the tool's program is given has no value on this machine.
    case secretMissing = "secret_missing"
    /// The kernel cannot confine the program as it must be.
    case sandboxUnavailable = "sandbox_unavailable"
    case programFailed = "program_failed"
    case timedOut = "timed_out"
    case cancelled
    case outputTooLarge = "output_too_large"
    case invalidOutput = "invalid_output"
    case storage
    case notFound = "not_found"
    case hostUnavailable = "host_unavailable"
    case overloaded
    case internalError = "internal_error"
  }

  public let code: Code
  public let message: String
  /// For `invalidArguments`: all of them, with offsets from the start of the arguments value.
  package let violations: [Violation]
  /// For `outputTooLarge` and `programFailed`: what was kept, marked partial for the reader.
  package let partialOutput: String?
  /// Seconds after which another try has a chance, where that is known.
  package let retryAfterSeconds: Int?

  /// Whatever the texts quote is cleaned here, on the one way to every endpoint.
  public init(
    _ code: Code, _ message: String, violations: [Violation] = [], partialOutput: String? = nil,
    retryAfterSeconds: Int? = nil
  ) {
    self.code = code
    self.message = OutputText.clean(message)
    self.violations = violations.map(\.cleaned)
    self.partialOutput = partialOutput.map { OutputText.clean($0) }
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// What a handler has to say when it cannot do what it was asked: a sentence for the model, without values of the
  /// call.
  public init(_ message: String) { self.init(.programFailed, message) }
}

extension Violation {
  /// Names of members come from the arguments.
  fileprivate var cleaned: Violation {
    Violation(
      instanceLocation: OutputText.clean(instanceLocation), keyword: keyword, schemaLocation: schemaLocation,
      evaluationPath: evaluationPath, message: OutputText.clean(message), offset: offset,
      causes: causes.map(\.cleaned))
  }
}

/// How many calls of tools that wait for something a server takes on: each of those that run is a child process, and
/// each that waits holds its arguments in memory.
package enum ToolBounds {
  /// Seconds between two looks at files of tools that may change.
  package static let lookSeconds = 2
  package static let running = 64
  package static let waiting = 1024
}

/// How far a long call has come: strictly increasing.
public struct ToolProgress: Sendable {
  public let progress: Double
  public let message: String?

  public init(progress: Double, message: String?) {
    self.progress = progress
    self.message = message
  }
}

/// The tools as a server sees them: by number, bytes in, bytes out.
package protocol ToolService: Sendable {
  /// The value of `tools` in a `tools/list` result; unavailable tools are left out.
  var listing: JSONBytes { get }

  /// Whether there may be other tools after a `look`. Where it is false, `listing` stays as it is.
  var mayChange: Bool { get }

  /// Takes over what has changed since the last look; to be called every `ToolBounds.lookSeconds` where tools may
  /// change, from one thread at a time. Reads files.
  ///
  /// - Returns: whether `listing` is another one now. Numbers that were found before still name the same tools.
  func look() -> Bool

  /// The number of the tool of that name, nil when there is none or its program is missing.
  func find(_ name: JSONString) -> Int?

  /// Whether the tool never waits, so that `callInline` may run it where the request was read.
  func isInline(_ tool: Int) -> Bool

  /// Longest time the call may take, in seconds.
  func timeoutSeconds(_ tool: Int) -> Int

  /// The hosts that a member of the tool's arguments may name; nil where no member names one.
  func hosts(_ tool: Int) -> ToolDefinition.Program.Hosts?

  /// Runs an inline tool and appends its `structuredContent`. Absent arguments count as `{}`. On a throw the caller
  /// truncates what was appended.
  func callInline(_ tool: Int, _ arguments: JSONSlice?, into writer: inout JSONWriter) throws(ToolFailure)

  /// Runs any tool and returns its `structuredContent`. Cancelling the task stops the work and everything it started.
  func call(_ tool: Int, _ arguments: JSONSlice?, onProgress: @escaping @Sendable (ToolProgress) -> Void)
    async throws(ToolFailure) -> JSONBytes
}

/// Those of most services are part of the program.
extension ToolService {
  package var mayChange: Bool { false }
  package func look() -> Bool { false }
  package func hosts(_ tool: Int) -> ToolDefinition.Program.Hosts? { nil }
}
