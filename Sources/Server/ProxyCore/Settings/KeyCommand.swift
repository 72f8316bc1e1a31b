package import ProcessRunner
import System

/// A program that prints a provider's key: `vault kv get -field=key secret/openai`. It is started as it is written, with
/// no shell in between and with the environment of this process but for what a service manager tells this process alone, and nothing else that it prints is kept.
package struct KeyCommand: Sendable {
  /// Bytes; a key has some hundred.
  private static let mostOutput = 64 << 10
  private static let timeout = Duration.seconds(5)

  /// Where the configuration says nothing.
  static let usualRefreshSeconds = 300

  private let program: String
  private let arguments: [[UInt8]]
  private let environment: [String: String]
  /// Where it runs, and where a relative path of it begins.
  private let folder: String
  /// Nanoseconds until the key is asked for again.
  package let refresh: UInt64

  /// - Parameters:
  ///   - words: the program, by its name or with its path, and its arguments; not empty.
  ///   - folder: from the root.
  init(_ words: [[UInt8]], environment: [String: String], folder: String, refreshSeconds: Int) {
    program = String(decoding: words[0], as: UTF8.self)
    arguments = Array(words.dropFirst())
    self.environment = environment.filter { !ServiceVariables.ofThisProcess.contains($0.key) }
    self.folder = folder
    refresh = UInt64(refreshSeconds) * 1_000_000_000
  }

  func isSame(as other: KeyCommand) -> Bool {
    program.utf8.elementsEqual(other.program.utf8) && arguments == other.arguments
  }

  /// Why there is no key. Neither output nor arguments are in it: they may be secrets.
  package enum Failure: Error, CustomStringConvertible {
    case notFound
    case failed(code: Int32)
    case killed(signal: Int32)
    case other(ProcessFailure)

    package var description: String {
      switch self {
      case .notFound: "the program is not there, or may not be executed: write its path, or install it"
      case .failed(let code): "the program has ended with code \(code): try the command by hand"
      case .killed(let signal): "the program was ended by signal \(signal): try the command by hand"
      case .other(.timedOut): "the program has not ended within 5 s: try the command by hand"
      case .other(.outputTooLarge): "the program prints more than 64 KiB: it must print the key and nothing else"
      case .other(let failure): "\(failure)"
      }
    }
  }

  /// On the calling thread, which waits for it.
  func outcome() -> Result<[UInt8], Failure> {
    guard let request = request() else { return .failure(.notFound) }
    do throws(ProcessFailure) { return Self.outcome(try ProcessRunner().runHere(request)) } catch {
      return .failure(.other(error))
    }
  }

  func outcome() async -> Result<[UInt8], Failure> {
    guard let request = request() else { return .failure(.notFound) }
    do throws(ProcessFailure) { return Self.outcome(try await ProcessRunner().run(request)) } catch {
      return .failure(.other(error))
    }
  }

  private static func outcome(_ output: ProcessOutput) -> Result<[UInt8], Failure> {
    switch output.termination {
    case .exited(code: 0): .success(output.standardOutput)
    case .exited(let code): .failure(.failed(code: code))
    case .signalled(let signal): .failure(.killed(signal: signal))
    }
  }

  /// Nil when there is no such program. Looked for each time: an update of it may put it elsewhere.
  private func request() -> ProcessRequest? {
    guard let program = found() else { return nil }
    return ProcessRequest(
      program: program, arguments: arguments,
      environment: environment.sorted { $0.key < $1.key }.map { ProcessRequest.Variable($0.key, $0.value) },
      workingDirectory: folder, timeout: Self.timeout, maxOutputBytes: Self.mostOutput, maxErrorBytes: 0)
  }

  /// A name without a slash is one of `PATH`, as for a shell.
  private func found() -> Program? {
    guard let slash = program.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      let list = environment["PATH"] ?? ""
      let directories = list.utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
      return Program.resolve(program, in: directories.isEmpty ? Program.standardDirectories : directories)
    }
    let name = String(program[program.utf8.index(after: slash)...])
    let parent = String(program[..<slash])
    let isAbsolute = program.utf8.first == UInt8(ascii: "/")
    return Program.resolve(name, in: [isAbsolute ? (parent.isEmpty ? "/" : parent) : "\(folder)/\(parent)"])
  }
}
