import AuditEvents
import JSONCore
import KeyStore
import ProxyProtocol
import RateLimits
import Synchronization
import Testing
import ToolRuntime

@testable import ToolCalls

/// The one way to a tool.
@Suite struct GatewayTests {
  private let audit = TestAudit()

  private func gateway(
    _ tools: TestTools, lists: [[ToolPattern]] = [], audit: TestAudit? = nil, slots: ToolSlots = ToolSlots()
  ) -> ToolGateway {
    ToolGateway(
      tools, selection: ToolSelection(tools, among: lists), audit: audit ?? self.audit, slots: slots)
  }

  private func call(_ tool: Int, _ arguments: String = "{}", requests: RateLimiter? = nil) -> ToolCall {
    ToolCall(
      tool: tool, arguments: slice(arguments), caller: ToolCaller(key: nil, address: nil, requests: requests))
  }

  private func refusal(_ body: () throws(ToolRefusal) -> AdmittedToolCall) -> String {
    do {
      _ = try body()
      return "none"
    } catch {
      switch error {
      case .notAllowed: return "notAllowed"
      case .rateLimited: return "rateLimited"
      case .full: return "full"
      case .unrecorded: return "unrecorded"
      }
    }
  }

  // MARK: what is recorded

  @Test func recordsTheStartAndEndOfACall() async throws {
    let tools = TestTools()
    let result = try await gateway(tools).admit(call(1), now: 1).runToItsEnd()
    #expect(result.bytes == Array("{}".utf8))
    #expect(audit.events == ["toolCalled", "toolFinished success"])
  }

  @Test(
    arguments: [
      (ToolFailure.Code.programFailed, "failed program_failed"), (.timedOut, "timeout timed_out"),
      (.cancelled, "cancelled cancelled"), (.invalidArguments, "failed invalid_arguments"),
    ])
  func recordsHowACallFailed(code: ToolFailure.Code, end: String) async throws {
    let tools = TestTools { (_) async throws(ToolFailure) in throw ToolFailure(code, "x") }
    let admitted = try gateway(tools).admit(call(1), now: 1)
    #expect(await failure { () async throws(ToolFailure) in try await admitted.runToItsEnd() } == code)
    #expect(audit.events == ["toolCalled", "toolFinished " + end])
  }

  @Test func endsAbandonedCalls() throws {
    let slots = ToolSlots(running: 1, waiting: 0)
    let gateway = gateway(TestTools(), slots: slots)
    do { _ = try gateway.admit(call(1), now: 1) }
    #expect(audit.events == ["toolCalled", "toolFinished cancelled abandoned"])
    #expect(refusal { () throws(ToolRefusal) in try gateway.admit(call(1), now: 1) } == "none", "its slot is free")
  }

  @Test func onlyTheFirstEndCounts() throws {
    let admitted = try gateway(TestTools()).admit(call(1), now: 1)
    admitted.end(.failed, httpStatus: 504, error: "first")
    admitted.end(.success)
    #expect(audit.events == ["toolCalled", "toolFinished failed first"])
  }

  @Test func recordsInlineCalls() throws {
    let tools = TestTools()
    var writer = JSONWriter()
    try gateway(tools).callInline(0, nil, into: &writer)
    var thrown: ToolFailure.Code?
    do throws(ToolFailure) { try gateway(tools).callInline(0, slice("[]"), into: &writer) } catch {
      thrown = error.code
    }
    #expect(thrown == .invalidArguments)
    #expect(
      audit.events == [
        "toolCalled", "toolFinished success", "toolCalled", "toolFinished failed invalid_arguments",
      ])
  }

  @Test func runsNothingUnrecorded() throws {
    let tools = TestTools()
    let limiter = try #require(Quota(perMinute: 1, burst: 1).map { RateLimiter($0) })
    let slots = ToolSlots(running: 1, waiting: 0)
    let full = gateway(tools, audit: TestAudit(isFull: true), slots: slots)
    #expect(refusal { () throws(ToolRefusal) in try full.admit(call(1, requests: limiter), now: 1) } == "unrecorded")
    #expect(tools.runs.load(ordering: .relaxed) == 0)
    let other = gateway(tools, slots: slots)
    #expect(refusal { () throws(ToolRefusal) in try other.admit(call(1, requests: limiter), now: 1) } == "none")
    var writer = JSONWriter()
    var thrown: ToolFailure.Code?
    do throws(ToolFailure) { try full.callInline(0, nil, into: &writer) } catch { thrown = error.code }
    #expect(thrown == .storage && tools.runs.load(ordering: .relaxed) == 0)
  }

  // MARK: limits

  @Test func enforcesTheRequestLimit() throws {
    let limiter = try #require(Quota(perMinute: 1, burst: 1).map { RateLimiter($0) })
    let gateway = gateway(TestTools())
    let found = (0..<4).map { _ in
      refusal { () throws(ToolRefusal) in try gateway.admit(call(1, requests: limiter), now: 1) }
    }
    #expect(found == ["none", "rateLimited", "rateLimited", "rateLimited"])
  }

  @Test func limitsRunningAndWaitingCalls() throws {
    let gateway = gateway(TestTools(), slots: ToolSlots(running: 1, waiting: 2))
    let held = try (0..<3).map { _ in try gateway.admit(call(1), now: 1) }
    #expect(refusal { () throws(ToolRefusal) in try gateway.admit(call(1), now: 1) } == "full")
    #expect(held.count == 3)
  }

  // MARK: what is offered

  @Test(
    arguments: [
      ([], ["now", "work", "nix_eval"]), ([["now"]], ["now"]), ([["n*"]], ["now", "nix_eval"]), ([[]], []),
      ([["*"], ["work", "now"]], ["now", "work"]), ([["now"], ["work"]], []), ([["NOW", "no", "nows"]], []),
    ] as [([[String]], [String])])
  func listsDecide(lists: [[String]], expected: [String]) {
    let gateway = gateway(TestTools(), lists: lists.map { $0.map(ToolPattern.init) })
    #expect(TestTools.names.filter { gateway.find($0) != nil }.map { String($0) } == expected)
    let listed = String(decoding: gateway.listing.bytes, as: UTF8.self)
    for name in TestTools.names.map({ String($0) }) {
      #expect(listed.contains("\"\(name)\"") == expected.contains(name))
    }
    #expect(gateway.selection.counts == (3, expected.count))
  }

  @Test(arguments: ["", " ", "a,,b", "a b", "*x", "a,", ",", "none,none,*a", "é"])
  func reportsUnreadableLists(text: String) {
    #expect(throws: InvalidToolList.self) { try EnabledTools.lists([EnabledTools.variable: text]) }
  }

  @Test func noneAllowsNoToolAndNoListAllowsAll() throws {
    #expect(try EnabledTools.lists([:]).isEmpty)
    #expect(try EnabledTools.lists([EnabledTools.variable: "none"]).map(\.count) == [0])
    #expect(try EnabledTools.lists([EnabledTools.variable: "git_*, now"]).map(\.count) == [2])
  }
}
