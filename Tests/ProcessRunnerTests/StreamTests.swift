import Synchronization
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  @Suite struct Streams {
    @Test func inputAndOutputFlowAtTheSameTime() async throws {
      // More than both pipes hold, so a runner that wrote first and read later would wait for ever.
      let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
      let output = try await run(try request("cat", [], input: bytes, output: 1_000_000))
      #expect(output.standardOutput == bytes)
    }

    @Test func toleratesUnreadInput() async throws {
      let bytes = [UInt8](repeating: 1, count: 1_000_000)
      #expect(try await run(try request("true", [], input: bytes)).termination == .exited(code: 0))
      let closed = try await run(try script("exec 0<&-; echo still here", input: bytes))
      #expect(text(closed.standardOutput) == "still here\n")
    }

    @Test func exactlyTheLimitIsAccepted() async throws {
      let output = try await run(try script("printf 0123456789", output: 10))
      #expect(text(output.standardOutput) == "0123456789")
      #expect(try await run(try script(":", output: 0)).standardOutput.isEmpty)
    }

    @Test func oneByteMoreFailsAndKeepsTheRest() async throws {
      let failure = await failure(of: try script("printf oops >&2; printf 0123456789", output: 9))
      let kept = CapturedStreams(output: Array("012345678".utf8), error: Array("oops".utf8))
      #expect(failure == .outputTooLarge(limit: 9, partial: kept))
    }

    @Test func endlessOutputIsEnded() async throws {
      let failure = await failure(of: try script("echo $$; exec yes", output: 100_000))
      guard case .outputTooLarge(100_000, let partial) = failure else {
        return #expect(Bool(false), "got \(String(describing: failure))")
      }
      #expect(partial.output.count == 100_000)
      let leader = try #require(processes(in: Array(partial.output.prefix { $0 != 10 })).first)
      #expect(!isAlive(leader))
    }

    @Test func errorsAreBoundedAndTheEndIsKept() async throws {
      let flood = "i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done; echo done"
      let output = try await run(try script(flood, error: 22))
      #expect(text(output.standardError) == "line 19998\nline 19999\n")
      #expect(output.streams.errorIsTruncated)
      #expect(text(output.standardOutput) == "done\n")

      let small = try await run(try script("echo oops >&2", error: 5))
      #expect(text(small.standardError) == "oops\n" && !small.streams.errorIsTruncated)
    }

    @Test func progressCountsTheBytesReadSoFar() async throws {
      let counts = Mutex<[Int]>([])
      let output = try await ProcessRunner().run(try script("head -c 300000 /dev/zero")) { count in
        counts.withLock { $0.append(count) }
      }
      let seen = counts.withLock { $0 }
      #expect(seen.last == output.standardOutput.count && seen == seen.sorted())
    }

    @Test func waitsForChildrenThatCloseTheirOutput() async throws {
      let output = try await run(try script("exec 1>&- 2>&-; sleep 0.1; exit 3"))
      #expect(output.termination == .exited(code: 3))
      #expect(output.duration >= .milliseconds(100))
    }
  }
}
