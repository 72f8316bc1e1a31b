import CMeasure
import ProcessRunner

/// `sandbox-bench FOLDER ROUNDS`: `git log -1` in a repository, by each way of starting it in turn.
///
/// One line per run: the way, nanoseconds from start to end, nanoseconds of processor time of both processes.
@main
struct SandboxBench {
  let folder: String
  let git: Program

  /// What is compared with the first of them.
  enum Way: String, CaseIterable {
    case plain, unconfined, landlock, bubblewrap
  }

  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let rounds = Int(arguments[2]), rounds > 0 else {
      throw Failed(description: "usage: sandbox-bench FOLDER ROUNDS")
    }
    guard let git = Program.resolve("git") else { throw Failed(description: "git is not installed") }
    let bench = SandboxBench(folder: arguments[1], git: git)
    let bubblewrap = Program.resolve("bwrap")
    let ways = Way.allCases.filter { $0 != .bubblewrap || bubblewrap != nil }
    for round in 0..<rounds {
      // Each begins as often as the others, so that what one leaves in the caches is to everybody's good.
      for location in ways.indices {
        let way = ways[(round + location) % ways.count]
        let (start, processor) = (ContinuousClock.now, measure_all_cpu_time())
        let bytes = try await bench.run(way, bubblewrap)
        let (time, used) = (start.duration(to: .now), measure_all_cpu_time() - processor)
        guard bytes > 0 else { throw Failed(description: "\(way): git printed nothing") }
        print(way.rawValue, time.components.attoseconds / 1_000_000_000 + time.components.seconds * 1_000_000_000, used)
      }
    }
  }

  /// How many bytes git printed.
  private func run(_ way: Way, _ bubblewrap: Program?) async throws -> Int {
    switch way {
    case .plain:
      guard let bytes = PlainRun.bytes(git.path, folder, "log", "-1") else {
        throw Failed(description: "plain: git failed")
      }
      return bytes
    case .unconfined: return try await run(nil)
    case .landlock: return try await run(sandbox(.kernel))
    case .bubblewrap:
      guard let bubblewrap else { return 0 }
      return try await run(sandbox(.bubblewrap(bubblewrap)))
    }
  }

  private func run(_ sandbox: Sandbox?) async throws -> Int {
    let request = ProcessRequest(
      program: git, arguments: ["log", "-1"].map { Array($0.utf8) },
      environment: [.init("GIT_CONFIG_NOSYSTEM", "1"), .init("GIT_CONFIG_GLOBAL", "/dev/null"), .init("HOME", folder)],
      workingDirectory: folder, timeout: .seconds(30), maxOutputBytes: 1 << 20, maxErrorBytes: 4096, sandbox: sandbox)
    let output = try await ProcessRunner().run(request)
    guard output.termination == .exited(code: 0) else {
      throw Failed(description: "git: " + String(decoding: output.standardError, as: UTF8.self))
    }
    return output.standardOutput.count
  }

  /// As the shipped tool git_log has it.
  private func sandbox(_ tier: Sandbox.Tier) -> Sandbox {
    Sandbox(
      workingDirectory: .read, mayStartProcesses: false, network: .none,
      limits: .init(memoryBytes: 2 << 30, cpuSeconds: 120, fileBytes: 0, openFiles: 1024, processes: 1), tier: tier)
  }
}
