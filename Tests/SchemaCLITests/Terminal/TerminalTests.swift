import Testing

@testable import SchemaCLI

@Suite struct TerminalTests {
  @Test func colourIsAskedForOrComesWithATerminal() {
    #expect(Terminal(.always, descriptor: 1).styled("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    #expect(Terminal(.never, descriptor: 1).styled("x", .red) == "x")
  }

  @Test func aFileIsNoTerminal() throws {
    let folder = try Folder()
    let result = try folder.run { output, _ in
      Terminal(.auto, descriptor: output).isColoured ? .found : .ok
    }
    #expect(result.status == .ok)
  }
}
