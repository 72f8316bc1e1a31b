import AuditLog
import EventLog
import Synchronization
import Testing

@testable import ModelProxy

/// Keeps events as text.
final class RecordedLog: ProxyLog {
  private let kept = Mutex<[String]>([])

  var recordsAccess: Bool { false }
  /// `level message name=value …`
  var lines: [String] { kept.withLock { $0 } }

  func log(_ level: LogLevel, _ message: String, _ fields: [(StaticString, LogValue)]) {
    let members = fields.map { name, value in
      switch value {
      case .text(let text): "\(name)=\(text)"
      case .integer(let number): "\(name)=\(number)"
      case .list(let texts): "\(name)=\(texts)"
      }
    }
    kept.withLock { $0.append((["\(level.name)", message] + members).joined(separator: " ")) }
  }

  func access(_: AccessEntry) {}
  func adopt(_: LogSettings) {}
}

@Suite struct WatchesTests {
  private let second: UInt64 = 1_000_000_000

  private func circuit(_ provider: String, _ model: String? = nil) -> Circuit {
    Circuit(provider: provider, model: model)
  }

  @Test func circuitsAreReportedOnceWhenTheyChange() {
    var watch = CircuitWatch()
    let open: Set = [circuit("openai"), circuit("openai", "gpt-5"), circuit("anthropic", "claude")]
    #expect(watch.look([], among: ["openai", "anthropic"]) == .init())
    let opened = watch.look(open, among: ["openai", "anthropic"])
    #expect(opened.opened == [circuit("anthropic", "claude"), circuit("openai"), circuit("openai", "gpt-5")])
    #expect(opened.closed.isEmpty && opened.leftOut == 0)
    #expect(watch.look(open, among: ["openai", "anthropic"]) == .init())
    let closed = watch.look([circuit("openai")], among: ["openai", "anthropic"])
    #expect(closed.opened.isEmpty && closed.closed == [circuit("anthropic", "claude"), circuit("openai", "gpt-5")])
  }

  @Test func aProviderThatIsGoneHasClosedNoCircuit() {
    var watch = CircuitWatch()
    _ = watch.look([circuit("old"), circuit("new")], among: ["old", "new"])
    #expect(watch.look([], among: ["new"]).closed == [circuit("new")])
  }

  /// Names of models are a client's.
  @Test func circuitsOfOneLookAreBounded() {
    var watch = CircuitWatch()
    let many = Set((0..<100).map { circuit("openai", "model-\($0)") })
    let opened = watch.look(many, among: ["openai"])
    #expect(opened.opened.count == CircuitWatch.mostLines && opened.leftOut == 80)
    let closed = watch.look([circuit("openai")], among: ["openai"])
    #expect(closed.opened.count == 1 && closed.closed.count == CircuitWatch.mostLines - 1 && closed.leftOut == 81)
  }

  @Test func aBoundIsReportedAtOnceAndThenOnceAMinute() {
    var watch = BoundWatch()
    #expect(watch.look(0, now: 0) == nil)
    #expect(watch.look(3, now: second) == 3)
    #expect(watch.look(3, now: 100 * second) == nil)
    #expect(watch.look(5, now: 101 * second) == 2)
    #expect(watch.look(900, now: 102 * second) == nil)
    #expect(watch.look(900, now: 161 * second) == 895)
  }

  @Test func aFailureIsReportedWhenItBeginsOnceAMinuteAndWhenItIsOver() {
    var watch = FailureWatch()
    #expect(watch.look(nil, now: 0) == nil)
    #expect(watch.look("gone", now: second) == .failed("gone"))
    #expect(watch.look("gone", now: 2 * second) == nil)
    #expect(watch.look("gone", now: 61 * second) == .failed("gone"))
    #expect(watch.look(nil, now: 62 * second) == .recovered)
    #expect(watch.look(nil, now: 63 * second) == nil)
    #expect(watch.look("gone", now: 64 * second) == .failed("gone"))
  }

  @Test(arguments: [
    (
      AuditNotice.stalled(code: 28), true,
      "error the audit log cannot be written: requests are refused until it can be folder=/a "
        + "reason=No space left on device"
    ),
    (
      .stalled(code: 24), false,
      "error the audit log cannot be written: requests are not recorded folder=/a reason=Too many open files"
    ),
    (.resumed, true, "notice the audit log can be written again folder=/a"),
    (
      .failed(operation: "fdatasync", code: 5), true,
      "error the audit log's disk has failed and is not used again: repair it and restart folder=/a "
        + "operation=fdatasync reason=Input/output error"
    ),
    (
      .shortened(file: "f", expected: 9, found: 7), true,
      "error an audit file is shorter than what was written to it: somebody else has cut it folder=/a file=f "
        + "expected_bytes=9 bytes=7"
    ),
    (
      .retentionFailed(file: "f", code: 13), true,
      "warning an old audit file cannot be deleted folder=/a file=f reason=Permission denied"
    ),
  ])
  func auditNoticesSayWhatWhereAndWhy(notice: AuditNotice, refusesOnFailure: Bool, line: String) {
    let log = RecordedLog()
    AuditEventLines(folder: "/a", refusesOnFailure: refusesOnFailure, log: log).report(notice)
    #expect(log.lines == [line])
  }
}
