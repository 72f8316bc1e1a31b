import JSONCore
import Testing
import ToolRuntime

@testable import ToolCalls

/// Tools whose files say which member names their host.
@Suite struct DeclaredHostTests {
  private static let hosts = ToolDefinition.Program.Hosts(
    member: "url", allow: ["*.example.com", "other.example"], retries: 2)
  private static let down = ToolFailure(
    .programFailed, "gh ended with exit code 1: dial tcp: lookup: Could not resolve host")

  private func host(_ arguments: String) -> RemoteHost? { RemoteHost(declaredBy: Self.hosts, slice(arguments)) }

  @Test(
    arguments: [
      (#"{"url":"https://API.example.com/x"}"#, "api.example.com:443"),
      (#"{"x":1,"url":"other.example"}"#, "other.example"),
      (#"{"url":"other.example:99"}"#, "other.example:99"), (#"{"url":"https://evil.example"}"#, nil), ("{}", nil),
      (#"{"url":7}"#, nil), ("[]", nil), (#"{"url":"https://u@other.example"}"#, nil),
    ] as [(String, String?)])
  func countsByTheHostThatIsAllowed(arguments: String, expected: String?) {
    #expect(host(arguments).map { "\($0)" } == expected)
    #expect(host(arguments)?.isDeclared ?? true)
  }

  @Test func everyProgramWordsItsMessagesInItsOwnWay() throws {
    let host = try #require(self.host(#"{"url":"other.example"}"#))
    #expect(NetworkFailures.isNetworkFailure(Self.down, of: host))
    #expect(NetworkFailures.isNetworkFailure(ToolFailure(.timedOut, "it was stopped"), of: host))
    #expect(!NetworkFailures.isNetworkFailure(ToolFailure(.programFailed, "no such issue"), of: host))
    #expect(!NetworkFailures.isNetworkFailure(ToolFailure(.invalidArguments, "Could not resolve host"), of: host))
  }

  /// Time is stopped, so that nothing but the number of failures counts.
  @Test func eachHostHasItsBreaker() async throws {
    let guards = HostGuards(failures: 3, openSeconds: 30, pause: .zero, now: { 1_000_000_000 })
    let (host, other) = (
      try #require(self.host(#"{"url":"other.example"}"#)), try #require(self.host(#"{"url":"a.example.com"}"#))
    )
    let runs = Runs()
    let rules = HostGuards.Rules(retries: 2, seconds: 60)
    var codes: [ToolFailure.Code?] = []
    for _ in 0..<2 {
      codes.append(
        await failure { () async throws(ToolFailure) in
          try await guards.call(host, rules) { () async throws(ToolFailure) in
            runs.add()
            throw Self.down
          }
        })
    }
    #expect(codes == [.programFailed, .hostUnavailable] && runs.count == 3)
    var refused: ToolFailure?
    do throws(ToolFailure) { try guards.check(host) } catch { refused = error }
    #expect(refused?.message.contains("offline") == false && refused?.message.contains("other.example") == true)
    #expect(throws: Never.self) { try guards.check(other) }
  }
}
