import Glibc
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  @Suite struct ProcessTable {
    @Test func namesCannotForgeFields() throws {
      let line = Array("42 (x) R 1 1 1 (y)) S 7 8 9 0 -1 4194304".utf8)
      let status = try #require(ProcessStatus(parsing: line))
      #expect(status.parent == 7 && status.session == 9)
    }

    @Test(arguments: ["", "42", "42 (x", "42 (x)", "42 (x) S 1 2", "42 (x) S a b c"])
    func rejectsNonStatusLines(line: String) {
      #expect(ProcessStatus(parsing: Array(line.utf8)) == nil)
    }

    @Test func findsOnlyLiveProcesses() throws {
      let status = try #require(ProcessStatus(of: getpid()))
      #expect(status.parent == getppid() && status.session == getsid(0))
      #expect(ProcessStatus(of: -1) == nil)
    }
  }
}
