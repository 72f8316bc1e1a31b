import Foundation
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  /// Whatever a child does, nothing of it is alive when the call returns.
  @Suite struct End {
    /// What a child prints that nobody ended. No clock distinguishes an ended child from one that was waited for: on a
    /// loaded machine everything takes long.
    private func wasEnded(_ output: [UInt8]) -> Bool { !text(output).contains("left alone") }

    private func partial(_ failure: ProcessFailure?) throws -> CapturedStreams {
      guard case .timedOut(_, let partial) = failure else {
        throw Unexpected(failure: failure)
      }
      return partial
    }

    private struct Unexpected: Error { let failure: ProcessFailure? }

    @Test func timeoutsEndTheChildAndKeepItsOutput() async throws {
      let clock = ContinuousClock()
      let start = clock.now
      let failure = await failure(
        of: try script("echo $$; echo why >&2; sleep 30 && echo left alone", timeout: .milliseconds(200)))
      let streams = try partial(failure)
      #expect(start.duration(to: clock.now) >= .milliseconds(200))
      #expect(wasEnded(streams.output))
      let leader = try #require(processes(in: streams.output).first)
      #expect(!isAlive(leader))
      #expect(text(streams.error) == "why\n")
    }

    @Test func sigtermComesFirstSoThatAChildMayCleanUp() async throws {
      let polite = "trap 'echo cleaned; exit 0' TERM; sleep 30 & wait"
      let streams = try partial(await failure(of: try script(polite, timeout: .milliseconds(200)), grace: .seconds(10)))
      #expect(text(streams.output) == "cleaned\n")
    }

    @Test func readsOutputOfTheGracePeriod() async throws {
      let talkative = "trap 'head -c 500000 /dev/zero; exit 0' TERM; sleep 30 & wait"
      let streams = try partial(
        await failure(of: try script(talkative, timeout: .milliseconds(200)), grace: .seconds(10)))
      #expect(streams.output.count == 500_000)
    }

    @Test(arguments: ["trap '' TERM; echo $$; while :; do sleep 30; done", "echo $$; kill -STOP $$; sleep 30"])
    func killsChildrenThatIgnoreSigterm(text: String) async throws {
      let failure = await failure(of: try script(text, timeout: .milliseconds(200)), grace: .milliseconds(100))
      let leader = try #require(processes(in: try partial(failure).output).first)
      #expect(!isAlive(leader))
    }

    @Test func endsBackgroundGrandchildren() async throws {
      // It holds both pipes open, so waiting for end of file would take 30 s.
      let output = try await run(try script("(sleep 30 && echo left alone) & echo $!; exit 0"))
      #expect(wasEnded(output.standardOutput))
      #expect(output.termination == .exited(code: 0))
      let grandchild = try #require(processes(in: output.standardOutput).first)
      #expect(!isAlive(grandchild))
    }

    @Test(arguments: [
      // A new session; then one whose parent is gone; then a tree of sessions, all deaf to SIGTERM.
      "setsid sh -c 'echo $$; sleep 30 && echo left alone' & sleep 0.3",
      "(setsid sh -c 'echo $$; sleep 30 && echo left alone' &) ; sleep 0.3",
      """
      trap '' TERM
      setsid sh -c 'echo $$; setsid sh -c "echo \\$\\$; setsid sleep 30 & echo \\$!; wait \\$! && echo left alone" \
      & wait' & sleep 0.3
      """,
    ])
    func findsGrandchildrenOutsideTheGroup(text: String) async throws {
      let output = try await run(try script(text))
      let escaped = processes(in: output.standardOutput)
      #expect(!escaped.isEmpty && !escaped.contains(where: isAlive))
      #expect(wasEnded(output.standardOutput))
    }

    @Test func timeoutsFindThemToo() async throws {
      let failure = await failure(
        of: try script("setsid sh -c 'echo $$; exec sleep 30' & wait", timeout: .milliseconds(400)))
      let escaped = processes(in: try partial(failure).output)
      #expect(!escaped.isEmpty && !escaped.contains(where: isAlive))
    }

    @Test func leavesOrphansOfOtherRunsAlone() async throws {
      // The inner shell ends at once, so its sleep becomes an orphan while its run goes on; others end meanwhile.
      let long = try script("(sh -c 'sleep 0.6; echo orphan' &); sleep 1")
      async let going = run(long)
      for _ in 0..<20 { _ = try await run(try script("(setsid sleep 30 &); true")) }
      #expect(text(try await going.standardOutput) == "orphan\n")
    }

    @Test func cancellationEndsTheChild() async throws {
      let (started, signal) = AsyncStream.makeStream(of: Void.self)
      let request = try script("echo $$; trap '' TERM; while :; do sleep 30; done")
      let task = Task { () -> ProcessFailure? in
        do throws(ProcessFailure) {
          _ = try await ProcessRunner(gracePeriod: .milliseconds(50)).run(request) { _ in signal.finish() }
          return nil
        } catch { return error }
      }
      for await _ in started {}
      task.cancel()
      #expect(await task.value == .cancelled)
    }

    /// The wish comes at any moment: before the child is there, while it is made, while it runs.
    @Test func neverMissesACancellation() async throws {
      let request = try request("sleep", [Array("30".utf8)])
      let start = ContinuousClock.now
      for delay in 0..<60 {
        let task = Task { await failure(of: request) }
        if delay > 0 { try await Task.sleep(for: .microseconds(delay * 40)) }
        task.cancel()
        #expect(await task.value == .cancelled)
      }
      #expect(start.duration(to: .now) < .seconds(28))
    }

    @Test func cancelledTasksStartNothing() async throws {
      try await withTemporaryDirectory { directory in
        let request = try request("touch", [Array("\(directory)/trace".utf8)])
        let task = Task {
          while !Task.isCancelled { await Task.yield() }
          return await failure(of: request)
        }
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(!FileManager.default.fileExists(atPath: "\(directory)/trace"))
      }
    }

    @Test func zeroTimeoutsExpire() async throws {
      _ = try partial(await failure(of: try script("sleep 30", timeout: .zero)))
    }

    @Test func acceptsHugeTimeouts() async throws {
      let runner = ProcessRunner(gracePeriod: .seconds(Int64.max))
      let request = try script(":", timeout: .seconds(Int64.max), output: .max, error: .max)
      #expect(try await runner.run(request).termination == .exited(code: 0))
    }

    @Test(.enabled(if: Program.resolve("setpriv") != nil, "setpriv is not installed"))
    func keepsTheSpawningThread() async throws {
      // A launcher that ties its life to its parent must not die when some short-lived thread ends.
      let launcher = try #require(Program.resolve("setpriv"))
      var tied = try script("")
      tied.program = launcher
      tied.arguments = ["--pdeathsig", "KILL", "/bin/sh", "-c", "sleep 0.3; echo alive"].map { Array($0.utf8) }
      #expect(text(try await run(tied).standardOutput) == "alive\n")
    }
  }
}
