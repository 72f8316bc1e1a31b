import JSONCore
import Testing
import ToolRuntime

@Suite struct OutputReaderTests {
  private func text(_ output: String, _ form: ToolDefinition.Program.Output) -> String? {
    OutputReader.structure(Array(output.utf8), as: form).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func linesLoseOnlyTheLastLineFeed() {
    #expect(text("a\nb\n", .lines(member: "files")) == #"{"files":["a","b"]}"#)
    #expect(text("a\n\nb", .lines(member: "files")) == #"{"files":["a","","b"]}"#)
    #expect(text("", .lines(member: "files")) == #"{"files":[]}"#)
  }

  @Test func recordsBecomeObjects() {
    let form = ToolDefinition.Program.Output.records(
      member: "matches", separator: [0], fieldSeparator: [0x1F],
      fields: [.init(name: "path", isInteger: false), .init(name: "line", isInteger: true)])
    #expect(
      text("a\u{1F}1\0b\u{1F}22\0", form) == #"{"matches":[{"path":"a","line":1},{"path":"b","line":22}]}"#)
    #expect(text("a\u{1F}x\0", form) == nil, "a field that must be an integer")
    #expect(text("a\0", form) == nil, "a field is missing")
    #expect(text("", form) == #"{"matches":[]}"#)
  }

  @Test func theLastFieldMayHoldTheSeparator() {
    let form = ToolDefinition.Program.Output.records(
      member: "m", separator: [0x0A], fieldSeparator: [0x3A],
      fields: [.init(name: "a", isInteger: false), .init(name: "b", isInteger: false)])
    #expect(text("x:y:z\n", form) == #"{"m":[{"a":"x","b":"y:z"}]}"#)
  }

  @Test func jsonIsPassedOnInOneLine() {
    #expect(text("{\n \"a\": 1\n}\n", .json(member: nil)) == "{  \"a\": 1 }")
    #expect(text("[1]\n", .json(member: "value")) == #"{"value":[1]}"#)
  }

  /// Escape sequences and broken UTF-8 of a child never reach a client's terminal.
  @Test func controlCharactersAreStripped() {
    let output: [UInt8] = Array("a\u{1B}]52;c;x\u{7}b\tc\u{9B}d\n".utf8) + [0xFF]
    let result = OutputReader.structure(output, as: .text(member: "text"))
    #expect(result.map { String(decoding: $0.bytes, as: UTF8.self) } == "{\"text\":\"a]52;c;xb\\tcd\\n\u{FFFD}\"}")
  }
}
