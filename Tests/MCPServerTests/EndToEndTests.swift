import Foundation
import Testing

/// The server as clients meet it: a process with pipes, that has to end when it should.
@Suite(.serialized, .timeLimit(.minutes(1))) struct EndToEndTests {
  /// Far above what an end takes, even on a busy machine, and below the time a stuck call is given.
  private static let promptly: Duration = .milliseconds(1500)
  private static let sleep =
    #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"sleep","arguments":{"ms":60000}}}"#
  private static let add =
    #"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":2}}}"#

  private func expectCleanEnd(_ server: FixtureProcess, within limit: Duration = promptly) {
    let end = server.waitForEnd()
    #expect(end.status == 0)
    #expect(!end.wasSignal)
    #expect(end.time < limit)
  }

  @Test func endsWithItsInput() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(Self.add)
    #expect(try server.line().contains("\"structuredContent\":{\"sum\":3}"))
    try server.closeInput()
    expectCleanEnd(server)
  }

  private static func sleep(_ id: Int, _ milliseconds: Int) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"sleep","arguments":{"ms":\#(milliseconds)}}}"#
  }

  /// What a script pipes in gets its responses, though the input has ended by then.
  @Test func finishesCallsInFlightAfterTheEndOfInput() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(Self.sleep(5, 300), Self.add)
    try server.closeInput()
    #expect(try server.line().contains("\"id\":6"))
    #expect(try server.line().contains("\"id\":5,\"result\":{\"content\""))
    #expect(throws: FixtureProcess.EndOfOutput.self) { try server.line() }
    expectCleanEnd(server)
  }

  /// Those that wait for their turn, too.
  @Test func finishesQueuedCallsAfterTheEndOfInput() throws {
    let server = try FixtureProcess()
    try server.initialize()
    for id in 100..<300 { try server.send(Self.sleep(id, 20)) }
    try server.closeInput()
    var seen: Set<Substring> = []
    for _ in 0..<200 {
      let line = try server.line()
      #expect(line.contains("\"slept\":20"))
      seen.insert(try #require(line.firstMatch(of: /"id":(\d+)/)?.1))
    }
    #expect(seen.count == 200)
    expectCleanEnd(server)
  }

  /// The last line has no line feed, and a subscription does not keep the server alive.
  @Test func finishesALastCallWithoutLineFeedAndEndsSubscriptions() throws {
    let server = try FixtureProcess()
    try server.initialize()
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#
    try server.send(
      #"{"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{"notifications":{},\#(meta)}}"#)
    #expect(try server.line().contains("acknowledged"))
    try server.send(text: Self.sleep(5, 200))
    try server.closeInput()
    #expect(try server.line().contains("\"id\":5,"))
    #expect(try server.line().contains("\"id\":7,"))
    expectCleanEnd(server)
  }

  /// The bound on all of it: what has not ended by then is cancelled, and reported as such.
  @Test func cancelsSlowCallsAfterTheEndOfInput() throws {
    let server = try FixtureProcess(arguments: ["1"])
    try server.initialize()
    for id in 100..<170 { try server.send(Self.sleep(id, 60_000)) }
    try server.send(Self.sleep(5, 100))
    try server.closeInput()
    var cancelled = 0
    while let line = try? server.line() {
      #expect(line.contains("\"isError\":true") && line.contains("1 s after the end of the input"))
      cancelled += 1
    }
    #expect(cancelled == 71)
    expectCleanEnd(server)
  }

  /// With nobody to read the replies there is nothing to wait for.
  @Test(arguments: [false, true]) func endsAtOnceWhenTheClientIsGone(isInputOpen: Bool) throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(Self.sleep, Self.add)
    #expect(try server.line().contains("\"id\":6"))
    if !isInputOpen { try server.closeInput() }
    try server.closeOutput()
    expectCleanEnd(server)
  }

  @Test func endsOnASignalAfterTheEndOfInput() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(Self.sleep, Self.add)
    try server.closeInput()
    #expect(try server.line().contains("\"id\":6"))
    server.terminate()
    #expect(throws: FixtureProcess.EndOfOutput.self) { try server.line() }
    expectCleanEnd(server)
  }

  @Test func handlesALastLineWithoutLineFeed() throws {
    let server = try FixtureProcess()
    try server.send(text: #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    try server.closeInput()
    #expect(try server.line() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    expectCleanEnd(server)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT], [false, true]) func endsCleanlyOnSignals(
    signal: Int32, isBusy: Bool
  ) throws {
    let server = try FixtureProcess()
    try server.initialize()
    if isBusy { try server.send(Self.sleep, Self.add) } else { try server.send(Self.add) }
    #expect(try server.line().contains("\"id\":6"))
    kill(server.identifier, signal)
    expectCleanEnd(server)
  }

  /// A client that does not read cannot keep the server alive.
  @Test func endsWithoutAReader() throws {
    let server = try FixtureProcess()
    try server.initialize()
    for id in 0..<600 { try server.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list"}"#) }
    server.terminate()
    expectCleanEnd(server, within: .seconds(10))
  }

  @Test func cancelsWithoutAResponse() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(
      Self.sleep, #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#, Self.add,
      #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"echo","arguments":{"again":true}}}"#)
    #expect(try server.line().contains("\"id\":6"))
    #expect(try server.line().contains("\"again\":true"))
    try server.closeInput()
    #expect(throws: FixtureProcess.EndOfOutput.self) { try server.line() }
    expectCleanEnd(server)
  }

  @Test func reportsProgressBeforeTheResponse() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(
      #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"sleep","arguments":{"ms":300},"_meta":{"progressToken":1}}}"#
    )
    var lines: [String] = []
    repeat { lines.append(try server.line()) } while !lines[lines.count - 1].contains("\"id\":5")
    #expect(lines.count >= 2 && lines.count <= 5)
    #expect(lines.dropLast().allSatisfy { $0.contains("\"progressToken\":1,") })
  }

  /// More calls than may run at once: the rest waits for its turn, and every call gets one response.
  @Test func queuesExcessCalls() throws {
    let server = try FixtureProcess()
    try server.initialize()
    for id in 100..<300 {
      try server.send(
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"sleep","arguments":{"ms":20}}}"#)
    }
    var seen: Set<Substring> = []
    for _ in 0..<200 {
      let id = try #require(try server.line().firstMatch(of: /"id":(\d+)/)?.1)
      #expect(seen.insert(id).inserted)
    }
    try server.closeInput()
    expectCleanEnd(server)
  }

  @Test func rejectsAnEightMegabyteLineAndServesTheNext() throws {
    let server = try FixtureProcess()
    let text = String(repeating: "x", count: 8 << 20)
    try server.send(
      #"{"jsonrpc":"2.0","id":"big","method":"tools/call","params":{"name":"echo","arguments":{"t":"\#(text)"}}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    #expect(try server.line().hasPrefix(#"{"jsonrpc":"2.0","id":"big","error":{"code":-32600"#))
    #expect(try server.line() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
  }
}
