import Testing

@testable import ProxyCore

@Suite struct ExchangeMachineTests {
  /// By what they show. The test below looks that every state has met every event, and every failure a state that can
  /// have it.
  private static let transcripts = keptBodies.merging(streamedBodies) { one, _ in one }
    .merging(fallbacks) { one, _ in one }

  private static let keptBodies: [String: String] = [
    "a completion on a new connection": """
    begin -> acquire
    connecting ->
    connected -> send
    head 200 -> relay, success
    read ->
    ended -> complete
    connected -> giveBack
    finish
    """,
    "a completion on an idle connection": """
    begin -> acquire
    connected -> send
    head 201 -> relay, success
    ended -> complete
    """,
    "a slow client is not the provider's fault": """
    begin -> acquire
    connected -> send
    head 200 -> relay, success
    +2900
    read behind -> stopReading
    +60000
    tick ->
    caughtUp -> resumeReading
    +2900
    tick ->
    +200
    tick -> cut upstream_timeout timeout, abandon
    """,
    "what brings something may take as long as it likes": """
    begin -> acquire
    connected -> send
    head 200 -> relay, success
    +2900
    read ->
    +2900
    read ->
    +2900
    read ->
    +2900
    read ->
    tick ->
    ended -> complete
    """,
    "an error is read before it is sent": """
    begin -> acquire
    connected -> send
    head 400 -> hold, success
    +2000
    read ->
    +2000
    tick ->
    ended -> forwardHeld
    """,
    "429 is the client's": """
    begin -> acquire
    connected -> send
    head 429 1 -> hold, success
    ended -> forwardHeld
    """,
    "a failing model is tried again, twice": """
    begin -> acquire
    connected -> send
    head 500 -> pause, model, abandon
    +150
    paused -> acquire
    connected -> send
    head 503 -> pause, model, abandon
    paused -> acquire
    connected -> send
    head 502 -> hold, model
    ended -> forwardHeld
    """,
    "as the provider advises": """
    begin -> acquire
    connected -> send
    head 503 0 -> acquire, model, abandon
    connected -> send
    head 503 never -> hold, model
    ended -> forwardHeld
    """,
    "a long wait is the client's to take": """
    begin -> acquire
    connected -> send
    head 503 1001 -> hold, model
    """,
    "no room for another try": """
    retries no
    begin -> acquire
    connected -> send
    head 500 -> hold, model
    read ->
    ended -> forwardHeld
    """,
    "a redirect is not followed": """
    begin -> acquire
    connected -> send
    head 307 -> respond 502 upstream_invalid_response failed, model, abandon
    """,
    "an unreachable provider": """
    begin -> acquire
    connecting ->
    failed unreachable -> pause, provider
    paused -> acquire
    connecting ->
    failed unreachable -> pause, provider
    paused -> acquire
    connecting ->
    failed unreachable -> respond 502 upstream_unreachable failed, provider
    """,
    "a certificate is not tried again": """
    begin -> acquire
    connecting ->
    failed insecure -> respond 502 upstream_unreachable failed, provider
    """,
    "stale connections cost nothing, up to a bound": """
    begin -> acquire
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> acquire, none
    connected -> send
    failed stale -> respond 502 upstream_cut failed, none
    """,
    "a request that was cut may have been carried out": """
    begin -> acquire
    connected -> send
    failed cut -> respond 502 upstream_cut failed, model
    """,
    "no HTTP": """
    begin -> acquire
    connected -> send
    failed invalid -> respond 502 upstream_invalid_response failed, model
    """,
    "the proxy's own bound says nothing of the provider": """
    begin -> acquire
    failed exhausted -> respond 503 overloaded failed, none
    """,
    "late in the queue": """
    begin -> acquire
    +10001
    tick -> respond 503 overloaded timeout, abandon
    """,
    "late to connect": """
    begin -> acquire
    connecting ->
    +999
    tick ->
    +2
    tick -> respond 504 upstream_timeout timeout, provider, abandon
    """,
    "late to respond": """
    begin -> acquire
    connected -> send
    +1999
    tick ->
    +2
    tick -> respond 504 upstream_timeout timeout, model, abandon
    """,
    "late between tries": """
    begin -> acquire
    connecting ->
    failed unreachable -> pause, provider
    tick ->
    +10001
    tick -> respond 504 upstream_timeout timeout, abandon
    """,
    "late in an error": """
    begin -> acquire
    connected -> send
    head 404 -> hold, success
    +3001
    tick -> respond 404 upstream_timeout timeout, model, abandon
    """,
    "the whole time is used up: no other try": """
    begin -> acquire
    +9990
    connected -> send
    head 500 -> hold, model
    """,
    "the key in an error": """
    begin -> acquire
    connected -> send
    head 400 -> hold, success
    withheld -> respond 400 circuit_open failed, abandon
    """,
    "the key in a stream": """
    begin -> acquire
    connected -> send
    head 200 -> relay, success
    withheld -> cut circuit_open failed, abandon
    """,
    "cut in the middle": """
    begin -> acquire
    connected -> send
    head 200 -> relay, success
    failed cut -> cut upstream_cut failed
    """,
    "an error that is cut": """
    begin -> acquire
    connected -> send
    head 400 -> hold, success
    failed cut -> respond 400 upstream_cut failed
    """,
    "429 that is cut is 429": """
    begin -> acquire
    connected -> send
    head 429 7000 -> hold, success
    failed cut -> respond 429 upstream_cut rateLimited
    """,
    "a breaker is open": """
    begin -> acquire
    refused -> respond 503 circuit_open failed
    """,
  ]

  @Test(arguments: transcripts.keys.sorted())
  func transcript(name: String) throws {
    var coverage = ExchangeTranscript.Coverage()
    let text = try #require(Self.transcripts[name])
    #expect(try ExchangeTranscript(text: text).play(into: &coverage) == [])
  }

  /// How each state is reached.
  private static let ways: [String: String] = [
    "idle": "", "queued": "begin -> acquire", "connecting": "begin -> acquire\nconnecting ->",
    "sending": "streams\nbegin -> acquire\nconnecting ->\nconnected -> send",
    "waiting": "begin -> acquire\nconnected -> send",
    "backingOff": "begin -> acquire\nconnecting ->\nfailed unreachable -> pause, provider",
    "choosing":
      "ways 5xx\nbegin -> acquire\nconnected -> send\nhead 500 -> choose 5xx (500 upstream_invalid_response), model, abandon",
    "opening": "ways stream_error\nbegin -> acquire\nconnected -> send\nhead 200 -> relay\nways",
    "holding": "begin -> acquire\nconnected -> send\nhead 400 -> hold, success",
    "relaying": "begin -> acquire\nconnected -> send\nhead 200 -> relay, success",
    "responded": "begin -> acquire\nconnected -> send\nhead 200 -> relay, success\nended -> complete",
    "finished": "begin -> acquire\nconnected -> send\nhead 200 -> relay, success\nended -> complete\nfinish",
  ]

  /// What a state says to each event that its transcripts do not show.
  private static let others: [String: String] = keptOthers.merging(fallbackOthers) { one, _ in one }

  private static let keptOthers: [String: String] = [
    // A breaker refuses only who asks; the answer is the same whenever it comes.
    "idle refused": "respond 503 circuit_open failed", "connecting refused": "respond 503 circuit_open failed",
    "sending refused": "respond 503 circuit_open failed", "sending connected": "giveBack",
    "sending gone": "cancel, abandon", "sending shutDown": "respond 503 shutting_down failed, abandon",
    "sending failed exhausted": "respond 503 overloaded failed, none",
    "sending failed insecure": "respond 502 upstream_unreachable failed, provider",
    "sending failed stale": "respond 502 upstream_cut failed, none",
    "sending failed cut": "respond 502 upstream_cut failed, model",
    "sending failed invalid": "respond 502 upstream_invalid_response failed, model",
    "waiting refused": "respond 503 circuit_open failed", "backingOff refused": "respond 503 circuit_open failed",
    "holding refused": "respond 503 circuit_open failed", "relaying refused": "respond 503 circuit_open failed",
    "responded refused": "respond 503 circuit_open failed", "finished refused": "respond 503 circuit_open failed",
    "idle paused": "acquire", "backingOff begin": "acquire",
    "idle connected": "giveBack", "waiting connected": "giveBack", "backingOff connected": "giveBack",
    "holding connected": "giveBack", "relaying connected": "giveBack", "finished connected": "giveBack",
    "idle gone": "cancel, abandon", "queued gone": "cancel, abandon", "connecting gone": "cancel, abandon",
    "waiting gone": "cancel, abandon", "backingOff gone": "cancel, abandon", "holding gone": "cancel, abandon",
    "relaying gone": "cancel, abandon",
    "idle shutDown": "respond 503 shutting_down failed, abandon",
    "queued shutDown": "respond 503 shutting_down failed, abandon",
    "connecting shutDown": "respond 503 shutting_down failed, abandon",
    "waiting shutDown": "respond 503 shutting_down failed, abandon",
    "backingOff shutDown": "respond 503 shutting_down failed, abandon",
    "holding shutDown": "respond 503 shutting_down failed, abandon",
    "relaying shutDown": "cut shutting_down failed, abandon",
    "queued failed unreachable": "pause, provider",
    "queued failed insecure":
      "respond 502 upstream_unreachable failed, provider", "queued failed stale": "acquire, none",
    "queued failed cut": "respond 502 upstream_cut failed, model",
    "queued failed invalid": "respond 502 upstream_invalid_response failed, model",
    "connecting failed exhausted": "respond 503 overloaded failed, none", "connecting failed stale": "acquire, none",
    "connecting failed cut": "respond 502 upstream_cut failed, model",
    "connecting failed invalid": "respond 502 upstream_invalid_response failed, model",
    "waiting failed exhausted": "respond 503 overloaded failed, none", "waiting failed unreachable": "pause, provider",
    "waiting failed insecure": "respond 502 upstream_unreachable failed, provider",
    "holding failed exhausted": "respond 400 overloaded failed",
    "holding failed unreachable": "respond 400 upstream_unreachable failed",
    "holding failed insecure": "respond 400 upstream_unreachable failed",
    "holding failed stale": "respond 400 upstream_cut failed",
    "holding failed invalid": "respond 400 upstream_invalid_response failed",
    "relaying failed exhausted": "cut overloaded failed",
    "relaying failed unreachable": "cut upstream_unreachable failed",
    "relaying failed insecure": "cut upstream_unreachable failed", "relaying failed stale": "cut upstream_cut failed",
    "relaying failed invalid": "cut upstream_invalid_response failed",
    "connecting connected": "send", "holding ended": "forwardHeld", "relaying caughtUp": "resumeReading",
  ]

  /// No pair of a state with an event or a failure is left without a line that says what comes of it.
  @Test func everyStateMeetsEveryEvent() throws {
    var coverage = ExchangeTranscript.Coverage()
    for text in Self.transcripts.values { _ = try ExchangeTranscript(text: text).play(into: &coverage) }
    for state in ExchangeTranscript.states {
      let way = try #require(Self.ways[state])
      let events = ExchangeTranscript.events.filter { $0 != "failed" }.map { $0 == "head" ? "head 200" : $0 }
      let failures = ExchangeTranscript.failures.map { "failed \($0)" }
      for event in events + failures {
        let word = event.split(separator: " ")[0]
        let isShown =
          word == "failed"
          ? coverage.failures.contains("\(state) \(event.dropFirst(7))") : coverage.pairs.contains("\(state) \(word)")
        if isShown { continue }
        let said = Self.others["\(state) \(event)"] ?? ""
        let differences = try ExchangeTranscript(text: way + "\n\(event) -> \(said)").play(into: &coverage)
        #expect(differences == [], "in \(state)")
      }
    }
    #expect(coverage.pairs.count == ExchangeTranscript.states.count * ExchangeTranscript.events.count)
    #expect(coverage.failures.count == ExchangeTranscript.states.count * ExchangeTranscript.failures.count)
  }

  /// What an error says of another try outlives its body.
  @Test(arguments: [(RetryAdvice.none, nil, false), (.after(6_500_000_000), 7, false), (.forbidden, nil, true)])
  func keepsTheAdviceOfAnErrorThatIsCut(advice: RetryAdvice, seconds: Int?, isForbidden: Bool) throws {
    let provider = try settings(
      #"{ "providers": { "p": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:1/v1" } } }"#
    ).providers[0]
    var machine = ExchangeMachine(ExchangePolicy(provider), now: 1)
    for event in [ExchangeMachine.Event.begin, .connected, .head(status: 429, advice)] { _ = machine.on(event, now: 1) }
    guard case .respond(let failure, _) = machine.on(.failed(.cut), now: 1).action else {
      Issue.record("no response")
      return
    }
    #expect(failure.status == 429 && failure.retryAfterSeconds == seconds && failure.forbidsRetry == isForbidden)
    #expect(failure.message.hasSuffix("The error has status 429."))
  }

  /// Twice as long each time, and a quarter by chance.
  @Test func pausesGrow() throws {
    let provider = try settings(
      #"""
      { "providers": { "p": { "apiFormat": "openai", "baseURL": "http://127.0.0.1:1/v1",
        "retries": { "max": 8, "firstDelayMs": 100, "maxDelayMs": 1000 } } } }
      """#
    ).providers[0]
    var machine = ExchangeMachine(ExchangePolicy(provider), now: 1)
    for expected in [100, 200, 400, 800, 1000, 1000] as [UInt64] {
      _ = machine.on(.begin, now: 1)
      _ = machine.on(.connecting, now: 1)
      let step = machine.on(.failed(.unreachable("")), now: 1) { _ in true }
      guard case .pause(let pause) = step.action else {
        Issue.record("no pause")
        return
      }
      #expect((expected * 1_000_000...expected * 1_250_000).contains(pause))
    }
  }
}
