import JSONCore
import Synchronization
import Testing
import ToolRuntime

@testable import ToolCalls

/// Hosts that cannot be reached.
@Suite struct HostGuardsTests {
  private static let down = ToolFailure(
    .programFailed,
    "nix ended with exit code 1: error: unable to download 'https://api.github.com/x': Couldn't resolve host name (6)")

  private func host(_ arguments: String) -> RemoteHost? { RemoteHost(of: "nix_eval", slice(arguments)) }

  private var gitHub: RemoteHost { get throws { try #require(host(#"{"flake":"github:a/b"}"#)) } }

  // MARK: whose call

  @Test(
    arguments: [
      (#"{"flake":"github:a/b"}"#, "github.com"), (#"{"attribute":"x","flake":"github:a\/b"}"#, "github.com"),
      (#"{"flake":"nixpkgs"}"#, "the registry of flakes"),
      (#"{"flake":"nixpkgs","offline":false}"#, "the registry of flakes"),
      (#"{"flake":"\u0067ithub:a/b"}"#, "github.com"), (#"{"flake":"."}"#, nil), (#"{"flake":"./sub"}"#, nil),
      ("{}", nil), (#"{"flake":"github:a/b","offline":true}"#, nil), (#"{"offline":true,"flake":"nixpkgs"}"#, nil),
      (#"{"flake":7}"#, nil), ("[]", nil), (#"{"flake":""}"#, nil),
    ] as [(String, String?)])
  func findsTheHostInTheArguments(arguments: String, expected: String?) {
    #expect(host(arguments).map { "\($0)" } == expected)
    #expect(RemoteHost(of: "git_log", slice(arguments)) == nil)
  }

  // MARK: which failures

  @Test(
    arguments: [
      ("error: unable to download 'https://x/y': Couldn't resolve host name (6)", true),
      ("error: unable to download 'https://x/y': HTTP error 503 ('')", true),
      ("fatal: unable to access 'https://x/y/': Could not resolve host: x", true),
      (
        "warning: a\nerror:\n       … while fetching\n       error: unable to download 'u': Timeout was reached (28)\n",
        true
      ),
      ("fatal: unable to access 'https://x/': The requested URL returned error: 502", true),
      ("error: unable to download 'https://x/Connection refused': HTTP error 404 ('')", false),
      ("error: unable to download 'https://x/y': HTTP error 404 ('')", false),
      ("error: attribute 'Could not resolve host' missing", false),
      ("unable to download\n'x': Connection refused", false), ("", false),
      ("error: unable to download 'x", false),
    ])
  func countsOnlyUnreachedHosts(message: String, expected: Bool) {
    let text = "nix ended with exit code 1: " + message
    #expect(NetworkFailures.isNetworkFailure(ToolFailure(.programFailed, text)) == expected)
    for code in ToolFailure.Code.allCases where code != .programFailed {
      #expect(!NetworkFailures.isNetworkFailure(ToolFailure(code, text)))
    }
  }

  // MARK: what is done

  /// Time is stopped.
  private func guards(pause: Duration = .zero) -> HostGuards {
    HostGuards(failures: 4, openSeconds: 30, pause: pause, now: { 1_000_000_000 })
  }

  @Test func retriesOnce() async throws {
    let (guards, host) = (guards(), try gitHub)
    let runs = Runs()
    let rules = HostGuards.Rules(mayRetry: true, seconds: 60)
    var codes: [ToolFailure.Code?] = []
    for _ in 0..<4 {
      codes.append(
        await failure { () async throws(ToolFailure) in
          try await guards.call(host, rules) { () async throws(ToolFailure) in
            runs.add()
            throw Self.down
          }
        })
    }
    #expect(codes == [.programFailed, .programFailed, .hostUnavailable, .hostUnavailable])
    #expect(runs.count == 4)
    var refused: ToolFailure?
    do throws(ToolFailure) { try guards.check(host) } catch { refused = error }
    #expect(refused?.retryAfterSeconds.map { (25...31).contains($0) } == true)
    let other = try #require(self.host(#"{"flake":"nixpkgs"}"#))
    #expect(throws: Never.self) { try guards.check(other) }
  }

  @Test func neverRetriesCallsWithEffects() async throws {
    let (guards, host, runs) = (guards(), try gitHub, Runs())
    _ = await failure { () async throws(ToolFailure) in
      try await guards.call(host, HostGuards.Rules(mayRetry: false, seconds: 60)) { () async throws(ToolFailure) in
        runs.add()
        throw Self.down
      }
    }
    #expect(runs.count == 1)
  }

  @Test func startsNoRetryThatWouldBeTooLate() async throws {
    let (guards, host, runs) = (guards(pause: .seconds(20)), try gitHub, Runs())
    _ = await failure { () async throws(ToolFailure) in
      try await guards.call(host, HostGuards.Rules(mayRetry: true, seconds: 25)) { () async throws(ToolFailure) in
        runs.add()
        throw Self.down
      }
    }
    #expect(runs.count == 1)
  }

  @Test func retriesEndWithTheirCall() async throws {
    let host = try gitHub
    let guards = HostGuards(pause: .zero)
    let runs = Runs()
    // Without the limit it would sleep, and then succeed.
    let code = await failure { () async throws(ToolFailure) in
      try await guards.call(host, HostGuards.Rules(mayRetry: true, seconds: 1)) { () async throws(ToolFailure) in
        runs.add()
        if runs.count == 1 { throw Self.down }
        do { try await Task.sleep(for: .seconds(60)) } catch { throw ToolFailure(.cancelled, "cancelled") }
        return JSONBytes("{}")
      }
    }
    #expect(code == .timedOut && runs.count == 2)
  }

  @Test func retriesHaveABudget() async throws {
    let (guards, host, runs) = (guards(), try gitHub, Runs())
    // Never four in a row.
    for number in 0..<20 {
      _ = await failure { () async throws(ToolFailure) in
        try await guards.call(host, HostGuards.Rules(mayRetry: true, seconds: 60)) { () async throws(ToolFailure) in
          runs.add()
          if number % 2 == 1 { return JSONBytes("{}") }
          throw Self.down
        }
      }
    }
    #expect(runs.count < 30, "20 calls, and fewer than half of the ten that fail are tried again")
  }
}

private final class Runs: Sendable {
  private let number = Atomic<Int>(0)
  var count: Int { number.load(ordering: .relaxed) }
  func add() { number.add(1, ordering: .relaxed) }
}
