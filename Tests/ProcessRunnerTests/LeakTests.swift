import Foundation
import Glibc
import Testing

@testable import ProcessRunner

extension ProcessRunnerTests {
  @Suite struct Leaks {
    /// Descriptors of the kinds a run opens. Files and sockets of other tests in this process are not counted.
    private func descriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")) ?? ""
        return target.hasPrefix("pipe:") || target.contains("[pidfd]") || target == "/dev/null"
      }
    }

    /// Children of this process, zombies included.
    private func children() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").reduce(0) { count, thread in
        let line = (try? String(contentsOfFile: "/proc/self/task/\(thread)/children", encoding: .utf8)) ?? ""
        return count + line.split(separator: " ").count
      }
    }

    @Test func twoHundredRunsLeaveNothing() async throws {
      _ = try await run(try request("true", []))
      let before = (descriptors: try descriptors(), children: try children())
      for index in 0..<200 {
        switch index % 4 {
        case 0: _ = try await run(try request("true", []))
        case 1: _ = try await run(try request("cat", [], input: [1, 2, 3]))
        case 2: _ = try await run(try script("sleep 30 & (setsid sleep 30 &) ; echo oops >&2; exit 1"))
        default: _ = await failure(of: try request("true", [], in: "/nowhere"))
        }
      }
      // Other suites may run children of their own at the same time; a leak would show 50 or more.
      #expect(try descriptors() - before.descriptors < 10)
      #expect(try children() - before.children < 10)
    }

    @Test func manyRunsAtOnceKeepTheirOutputApart() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<40 {
          group.addTask {
            let output = try await run(try script("sleep 30 & echo \(index); cat", input: Array("\(index)".utf8)))
            #expect(text(output.standardOutput) == "\(index)\n\(index)")
          }
        }
        try await group.waitForAll()
      }
    }

    @Test func addsLittleToASpawn() async throws {
      let idle = try request("true", [])
      _ = try await run(idle)
      let clock = ContinuousClock()
      var times: [Duration] = []
      for _ in 0..<200 { times.append(try await clock.measure { _ = try await run(idle) }) }
      times.sort()
      print("run of true: median \(times[100]), p95 \(times[190])")
      // About 1 ms on an idle core, debug build; the bound only catches a wait or a poll that slipped in.
      #expect(times[100] < .milliseconds(50))
    }
  }
}
