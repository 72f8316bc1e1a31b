import Testing

@testable import SchemaValidation

@Suite struct TerminalTests {
  @Test func colourIsAskedForOrComesWithATerminal() {
    #expect(Terminal(.always, descriptor: 1).styled("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    #expect(Terminal(.never, descriptor: 1).styled("x", .red) == "x")
  }

  @Test func filesAreNoTerminals() async throws {
    let folder = try Folder()
    let result = try await folder.run { streams in
      Terminal(.auto, descriptor: streams.output).isColoured ? .found : .ok
    }
    #expect(result.status == .ok)
  }
}
