import Testing
@testable import ProcessRunner
@Test func smoke() async throws {
  let p = try #require(Program.resolve("true"))
  let o = try await ProcessRunner().run(ProcessRequest(program: p, arguments: [], environment: [], workingDirectory: "/", timeout: .seconds(5), maxOutputBytes: 10, maxErrorBytes: 10))
  #expect(o.termination == .exited(code: 0))
}
