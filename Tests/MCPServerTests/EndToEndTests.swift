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

  @Test func endsWithItsInputDuringACall() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.send(Self.sleep, Self.add)
    #expect(try server.line().contains("\"id\":6"))
    try server.closeInput()
    #expect(throws: FixtureProcess.EndOfOutput.self) { try server.line() }
    expectCleanEnd(server)
  }

  @Test func answersALastLineWithoutLineFeed() throws {
    let server = try FixtureProcess()
    try server.send(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    #expect(try server.line() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    try server.closeInput()
    expectCleanEnd(server)
  }

  @Test(arguments: [SIGTERM, SIGINT], [false, true]) func endsCleanlyOnSignals(signal: Int32, isBusy: Bool) throws {
    let server = try FixtureProcess()
    try server.initialize()
    if isBusy { try server.send(Self.sleep, Self.add) } else { try server.send(Self.add) }
    #expect(try server.line().contains("\"id\":6"))
    kill(server.identifier, signal)
    expectCleanEnd(server)
  }

  @Test func endsWhenTheClientIsGone() throws {
    let server = try FixtureProcess()
    try server.initialize()
    try server.closeOutput()
    try server.send(Self.add)
    expectCleanEnd(server)
  }

  /// A client that does not read cannot keep the server alive.
  @Test func endsThoughNobodyReads() throws {
    let server = try FixtureProcess()
    try server.initialize()
    for id in 0..<600 { try server.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"tools/list"}"#) }
    server.terminate()
    expectCleanEnd(server, within: .seconds(10))
  }

  @Test func cancelsWithoutAnAnswer() throws {
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

  @Test func reportsProgressBeforeTheAnswer() throws {
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

  /// More calls than may run at once: the rest waits for its turn, and everything is answered once.
  @Test func queuesWhatCannotRunYet() throws {
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

  @Test func anEightMegabyteLineIsRefusedAndTheNextServed() throws {
    let server = try FixtureProcess()
    let text = String(repeating: "x", count: 8 << 20)
    try server.send(
      #"{"jsonrpc":"2.0","id":"big","method":"tools/call","params":{"name":"echo","arguments":{"t":"\#(text)"}}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
    #expect(try server.line().hasPrefix(#"{"jsonrpc":"2.0","id":"big","error":{"code":-32600"#))
    #expect(try server.line() == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
  }
}
