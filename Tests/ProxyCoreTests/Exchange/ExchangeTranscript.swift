import HTTPWire
import Testing

@testable import ProxyCore

/// A session with an exchange's machine, as text: a line for each event with what the machine says of it.
///
///     begin -> acquire
///     failed unreachable -> pause, provider
///     +500
///     paused -> acquire
///
/// Behind the arrow stand the action, whom the breakers blame, and `abandon` when the connection is given up; nothing
/// stands there when nothing follows. With `streams` in front the request goes on while its body comes, with `holds` (behind it) responses are kept. `+500` turns the clock by so many milliseconds. `retries no` and `retries yes` say
/// whether other requests leave room for another try. `ways 429 cut` says for which causes there is another target,
/// `ways` for none.
struct ExchangeTranscript {
  /// What was reached, for the test that nothing is left out.
  struct Coverage {
    var pairs: Set<String> = []
    var failures: Set<String> = []
  }

  let text: String

  /// What differs from the machine's words; empty when nothing does.
  func play(into coverage: inout Coverage) throws -> [String] {
    let provider = try settings(Self.configuration).providers[0]
    var now: UInt64 = 1_000_000_000
    let streams = text.hasPrefix("streams\n")
    var machine = ExchangeMachine(
      ExchangePolicy(provider), now: now, streamsBody: streams, holdsResponse: text.contains("holds\n"))
    var mayRetry = true
    var differences: [String] = []
    for line in text.split(separator: "\n") {
      let line = line.trimmingPrefix { $0 == " " }
      if line == "streams" || line == "holds" { continue }
      if line.first == "+" {
        now += UInt64(line.dropFirst())! * 1_000_000
        continue
      }
      if line.starts(with: "retries") {
        mayRetry = line.hasSuffix("yes")
        continue
      }
      if line.starts(with: "ways") {
        machine.ways = try Self.causes(line.split(separator: " ").dropFirst().map(String.init))
        continue
      }
      if line == "finish" {
        machine.finish()
        continue
      }
      let parts = line.split(separator: "->", omittingEmptySubsequences: false)
      let words = parts[0].split(separator: " ").map(String.init)
      guard let event = Self.event(words) else {
        differences.append("no event: \(line)")
        continue
      }
      coverage.pairs.insert("\(Self.name(machine.state)) \(words[0])")
      if case .failed = event { coverage.failures.insert("\(Self.name(machine.state)) \(words[1])") }
      let expected = parts.count > 1 ? parts[1].trimmingPrefix { $0 == " " } : ""
      let found = Self.words(machine.on(event, now: now) { _ in mayRetry })
      if found != expected { differences.append("\(line): \(found)") }
    }
    return differences
  }

  /// Two retries, a first pause of 100 ms; connect 1 s, first byte 2 s, idle 3 s, total 10 s.
  private static let configuration = """
    { "providers": { "p": {
      "apiFormat": "openai", "baseURL": "http://127.0.0.1:1/v1", "maxConnections": 7,
      "retries": { "max": 2, "firstDelayMs": 100, "maxDelayMs": 1000 },
      "timeouts": { "connectMs": 1000, "firstByteMs": 2000, "idleMs": 3000, "totalMs": 10000 } } } }
    """

  static let failures = ["exhausted", "unreachable", "insecure", "stale", "cut", "invalid"]
  static let states = [
    "idle", "queued", "connecting", "sending", "waiting", "backingOff", "choosing", "holding", "opening", "relaying",
    "responded", "finished",
  ]
  static let events = [
    "begin", "refused", "connecting", "connected", "sent", "bodySent", "bodyFailed", "failed", "head", "withheld",
    "read", "caughtUp", "ended", "paused", "gone", "tick", "shutDown",
    "chosen", "noneLeft", "opened", "openingFailed",
  ]

  private static func event(_ words: [String]) -> ExchangeMachine.Event? {
    let failure = ProxyFailure(.circuitOpen, "test")
    switch words[0] {
    case "begin": return .begin
    case "refused": return .refused(failure)
    case "connecting": return .connecting
    case "connected": return .connected
    case "sent": return .sent(providerIsBehind: words.count > 1)
    case "bodySent": return .bodySent
    case "bodyFailed": return .bodyFailed(failure)
    case "failed": return self.failure(words[1]).map { .failed($0) }
    case "head":
      guard let status = Int(words[1]) else { return nil }
      return .head(status: status, words.count > 2 ? advice(words[2]) : .none)
    case "withheld": return .withheld(failure)
    case "read": return .read(clientIsBehind: words.count > 1)
    case "caughtUp": return .clientCaughtUp
    case "ended": return .ended
    case "paused": return .paused
    case "gone": return .clientGone
    case "tick": return .tick
    case "shutDown": return .shutDown
    case "chosen": return .chosen
    case "noneLeft": return .noneLeft(failure)
    case "opened": return .opened
    case "openingFailed": return .openingFailed
    default: return nil
    }
  }

  private static func causes(_ words: [String]) throws -> FallbackCauses {
    try words.reduce(into: []) { causes, word in
      let cause = try #require(FallbackCause.allCases.first { "\($0.label)" == word })
      causes.formUnion(FallbackCauses(cause))
    }
  }

  private static func failure(_ word: String) -> UpstreamFailure? {
    switch word {
    case "exhausted": .exhausted(limit: 7)
    case "unreachable": .unreachable("nothing listens there")
    case "insecure": .insecure("its certificate is for another name")
    case "stale": .staleConnection
    case "cut": .cut
    case "invalid": .invalid(.invalidStatusLine)
    default: nil
    }
  }

  /// `never`, or milliseconds.
  private static func advice(_ word: String) -> RetryAdvice {
    UInt64(word).map { .after($0 * 1_000_000) } ?? .forbidden
  }

  static func name(_ state: ExchangeMachine.State) -> String {
    switch state {
    case .idle: "idle"
    case .queued: "queued"
    case .connecting: "connecting"
    case .sending: "sending"
    case .waiting: "waiting"
    case .backingOff: "backingOff"
    case .choosing: "choosing"
    case .opening: "opening"
    case .holding: "holding"
    case .relaying: "relaying"
    case .responded: "responded"
    case .finished: "finished"
    }
  }

  private static func words(_ step: ExchangeMachine.Step) -> String {
    var words: [String] = []
    switch step.action {
    case .none: break
    case .pause: words.append("pause")
    case .respond(let failure, let outcome):
      words.append("respond \(failure.status) \(failure.code.rawValue) \(outcome)")
    case .choose(let failure, let cause):
      words.append("choose \(cause.label) (\(failure.status) \(failure.code.rawValue))")
    case .cut(let failure, let outcome): words.append("cut \(failure.code.rawValue) \(outcome)")
    case .acquire, .send, .giveBack, .relay, .hold, .forwardHeld, .complete, .resumeReading, .stopReading, .takeBody,
      .holdBody, .cancel:
      words.append("\(step.action)")
    }
    if let blame = step.blame { words.append("\(blame)") }
    if step.abandonsUpstream { words.append("abandon") }
    return words.joined(separator: ", ")
  }
}
