import JSONCore
import SchemaRuntime
import Testing
import ToolRuntime

/// The policy of docs/output.md.
@Suite struct OutputTextTests {
  private func hidden(_ scalars: [UInt32]) -> [String] {
    scalars.compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
  }

  @Test func controlsBecomeTheirPictures() {
    #expect(OutputText.clean("a\u{1B}]52;c;x\u{7}b\u{0}\u{7F}") == "a␛]52;c;x␇b␀␡")
    #expect(OutputText.clean("a\tb\nc\r\nd\r") == "a\tb\nc\r\nd\r", "tabs and ends of lines pass")
    #expect(OutputText.clean("done\rfail") == "done␍fail", "a line that writes over itself")
  }

  @Test func showsControlAndInvisibleCharacters() {
    let steering: [UInt32] =
      Array(0x80...0x9F) + Array(0x202A...0x202E) + Array(0x2066...0x2069) + [0x200E, 0x200F, 0x61C]
    let unseen: [UInt32] = [0xAD, 0x34F, 0x115F, 0x180E, 0x200B, 0x2060, 0x2064, 0x3164, 0xFEFF, 0xFFA0, 0xFFF9]
    let smuggling: [UInt32] = Array(0xE0000...0xE00FF) + [0x1D173, 0x1BCA0, 0xE01F0, 0xE0FFF]
    for text in hidden(steering + unseen + smuggling) {
      #expect(OutputText.clean("a" + text + "b") == "a\u{FFFD}b")
    }
  }

  /// Each replacement is one character, so that lengths in a schema stay true.
  @Test func noTextGetsLonger() {
    let text = String(String.UnicodeScalarView((0...0x3000).compactMap { Unicode.Scalar($0) }))
    let cleaned = OutputText.clean(text)
    #expect(cleaned.unicodeScalars.count == text.unicodeScalars.count)
    #expect(OutputText.clean(cleaned) == cleaned)
  }

  @Test(arguments: [
    "é ß 日本語 עברית العربية", "می\u{200C}خواهم", "क्\u{200D}ष", "👨\u{200D}👩\u{200D}👧",
    "❤\u{FE0F}", "葛\u{E0100}", "a\u{2028}b\u{2029}", "␛ \u{FFFD} \\u{202E}",
  ]) func keepsOrdinaryText(text: String) {
    #expect(OutputText.clean(text).unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  /// One variation selector chooses a form; bytes hidden behind an emoji are a row of them.
  @Test func showsRunsOfSelectors() {
    #expect(OutputText.clean("😀\u{FE0F}\u{E0151}\u{E0152}x") == "😀\u{FE0F}\u{FFFD}\u{FFFD}x")
    #expect(OutputText.clean("a\u{FE00}\u{FE00}b\u{FE00}") == "a\u{FE00}\u{FFFD}b\u{FE00}")
  }

  @Test func brokenBytesAreShown() {
    let broken: [UInt8] = [0x61, 0xFF, 0xC2, 0x62, 0xED, 0xA0, 0x80]
    #expect(OutputText.clean(broken[...]) == "a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}")
    #expect(OutputText.tail(Array("x\u{1B}[2J".utf8)) == "x␛[2J")
  }

  /// Whatever an error quotes, a program's words or the names that a client made up.
  @Test func errorsAreCleaned() {
    let inner = Violation(
      instanceLocation: "/\u{202E}b", keyword: "k", schemaLocation: "", evaluationPath: "", message: "no \u{9B}",
      offset: 0)
    let outer = Violation(
      instanceLocation: "/a\u{1B}", keyword: "k", schemaLocation: "", evaluationPath: "", message: "m\u{200B}",
      offset: 0, causes: [inner])
    let failure = ToolFailure(
      .programFailed, "nix: \u{1B}[31merror", violations: [outer], partialOutput: "half\u{202E}")
    #expect(failure.message == "nix: ␛[31merror")
    #expect(failure.partialOutput == "half\u{FFFD}")
    #expect(failure.violations.first?.instanceLocation == "/a␛")
    #expect(failure.violations.first?.message == "m\u{FFFD}")
    #expect(failure.violations.first?.causes.first?.instanceLocation == "/\u{FFFD}b")
    #expect(failure.violations.first?.causes.first?.message == "no \u{FFFD}")
  }
}
