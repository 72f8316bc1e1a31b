import Foundation
import Glibc
import Testing

@testable import ProcessRunner

/// Parent of every suite here: some count descriptors and children of the test process, so one test runs at a time.
@Suite(.serialized) struct ProcessRunnerTests {}

func program(_ name: String) throws -> Program {
  try #require(Program.resolve(name), "these tests run \(name)")
}

func request(
  _ name: String, _ arguments: [[UInt8]], environment: [ProcessRequest.Variable] = [], in directory: String = "/",
  input: [UInt8]? = nil, timeout: Duration = .seconds(20), output: Int = 1 << 20, error: Int = 1 << 16
) throws -> ProcessRequest {
  ProcessRequest(
    program: try program(name), arguments: arguments, environment: environment, workingDirectory: directory,
    standardInput: input, timeout: timeout, maxOutputBytes: output, maxErrorBytes: error)
}

/// A shell as the child under test; the runner itself knows no shell.
func script(
  _ text: String, input: [UInt8]? = nil, timeout: Duration = .seconds(20), output: Int = 1 << 20, error: Int = 1 << 16
) throws -> ProcessRequest {
  try request(
    "sh", [Array("-c".utf8), Array(text.utf8)], environment: [.init("PATH", "/usr/bin:/bin")], input: input,
    timeout: timeout, output: output, error: error)
}

func run(_ request: ProcessRequest) async throws -> ProcessOutput {
  try await ProcessRunner().run(request)
}

/// The failure of a run, or a recorded issue when it succeeded.
func failure(of request: ProcessRequest, grace: Duration = .milliseconds(300)) async -> ProcessFailure? {
  do throws(ProcessFailure) {
    _ = try await ProcessRunner(gracePeriod: grace).run(request)
    Issue.record("the run succeeded")
    return nil
  } catch {
    return error
  }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The process numbers a script printed, one a line.
func processes(in output: [UInt8]) -> [pid_t] {
  text(output).split(separator: "\n").compactMap { pid_t($0) }
}

func isAlive(_ process: pid_t) -> Bool { kill(process, 0) == 0 }

func withTemporaryDirectory<R>(_ body: (String) async throws -> R) async throws -> R {
  let directory = FileManager.default.temporaryDirectory.appending(path: "process-runner-\(UUID())")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try await body(directory.path)
}

func writeFile(_ path: String, _ content: String, mode: Int) throws {
  try content.write(toFile: path, atomically: false, encoding: .utf8)
  try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
}
