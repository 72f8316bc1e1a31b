import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  /// What comes first counts: the end of the program, or the wish to end it.
  @Suite struct Stops {
    private func isOfTime(_ reason: StopReason?) -> Bool? { reason?.isOfTime }

    @Test(arguments: [StopReason.cancelled, .timedOut]) func ignoresEndedPrograms(reason: StopReason) {
      let stop = StopSwitch()
      stop.leaderHasEnded = true
      stop.stop(reason)
      #expect(stop.reason == nil)
    }

    @Test func limitsOutputAfterTheEnd() {
      let stop = StopSwitch()
      stop.leaderHasEnded = true
      stop.stop(.cancelled)
      stop.stop(.outputTooLarge)
      #expect(isOfTime(stop.reason) == false)
      #expect(!stop.withdraw())
    }

    @Test func withdrawsLateRequests() {
      let stop = StopSwitch()
      stop.stop(.cancelled)
      #expect(isOfTime(stop.reason) == true)
      #expect(stop.withdraw())
      #expect(stop.reason == nil)
    }

    /// Programs that end while they are being cancelled: each end is one or the other, and a whole result is a result.
    @Test func keepsResultsOfEndedPrograms() async throws {
      for delay in 0..<40 {
        let request = try script("echo done")
        let task = Task { () -> String? in
          do throws(ProcessFailure) { return text(try await ProcessRunner().run(request).standardOutput) } catch {
            return error == .cancelled ? nil : "\(error)"
          }
        }
        try await Task.sleep(for: .microseconds(delay * 100))
        task.cancel()
        let output = await task.value
        #expect(output == nil || output == "done\n")
      }
    }
  }
}
