import JSONCore
import Testing
import ToolRuntime

@Suite struct ArgumentVectorTests {
  @Test func entriesKeepTheirBytes() throws {
    var argv = ArgumentVector()
    argv.literal("log")
    argv.text("--author=")
    argv.value(try #require(JSONString(validating: Array("-x é\u{301} $(touch a)".utf8))))
    argv.endEntry()
    argv.text("--max-count=")
    argv.value(-7)
    argv.endEntry()
    #expect(
      argv.entries.map { String(decoding: $0, as: UTF8.self) } == [
        "log", "--author=-x é\u{301} $(touch a)", "--max-count=-7",
      ])
  }
}
