import Testing

@testable import JSONCore

/// The ways of reading that generated code takes beside tokens.
@Suite struct GeneratedReadingTests {
  private func reader(_ text: String) -> JSONReader { JSONReader(JSONBytes(text)) }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1234567", 1_234_567), ("12345678", 12_345_678),
      ("123456789012345678", 123_456_789_012_345_678), ("-9223372036854775808", .min), ("2.0", 2), ("2e3", 2000),
    ] as [(String, Int)])
  func readsIntegers(_ text: String, _ expected: Int) {
    var reader = reader(text + " ")
    #expect(reader.integer() == expected)
    #expect(reader.finish())
  }

  @Test(arguments: ["01", "-", "-01", "1.5", "9223372036854775808", "", "1e", "x", "12345678901234567890123"])
  func refusesWhatIsNoInteger(_ text: String) {
    var reader = reader(text)
    #expect(reader.integer() == nil || !reader.finish())
  }

  @Test(arguments: ["0.5", "-0.25", "1234567.12345678", "0.00284025", "12345678.5", "0.123456789", "1e5", "0", "100"])
  func readsDoublesAsTheStandardLibraryDoes(_ text: String) {
    var reader = reader(text)
    #expect(reader.double() == Double(text))
    #expect(reader.finish())
  }

  @Test(arguments: ["00.5", "1.", ".5", "1.e3", "-", "1.5x", "0.5.1"])
  func refusesWhatIsNoDouble(_ text: String) {
    var reader = reader(text)
    #expect(reader.double() == nil || !reader.finish())
  }

  @Test func takesTheExpectedNameAndNothingElse() {
    var right = reader(#""id":7"#)
    #expect(right.takes(0x3A_2264_6922, count: 5))
    #expect(right.integer() == 7)
    var wrong = reader(#""ie":7"#)
    #expect(!wrong.takes(0x3A_2264_6922, count: 5))
    #expect(wrong.offset == 0)
    // Shorter than what is compared: the terminator matches nothing.
    let short = reader(#""i"#)
    #expect(!short.starts(0x3A_2264_6922, count: 5))
  }

  @Test func countsCodePointsOfEscapedText() {
    let written = #""\u00e9\ud83d\ude42\n日 end of the text""#
    var kept = reader(written)
    #expect(kept.text(minimum: 19, maximum: 19)?.description == "é🙂\n日 end of the text")
    var judged = reader(written)
    #expect(judged.skipText(minimum: 19, maximum: 19))
    #expect(judged.finish())
    var short = reader(written)
    #expect(!short.skipText(minimum: 0, maximum: 18))
    #expect(short.failure == .mismatch)
  }

  @Test func escapedStringsOfOneMessageStayApart() {
    let parts = (0..<400).map { "line \($0)\n" + String(repeating: "x", count: $0 % 37) }
    let text = "[" + parts.map { "\"" + $0.replacing("\n", with: "\\n") + "\"" }.joined(separator: ",") + "]"
    var reader = reader(text)
    #expect(reader.beginArray())
    var read: [JSONString] = []
    repeat {
      if let text = reader.text() { read.append(text) }
    } while reader.comma()
    #expect(reader.endArray())
    #expect(read.map(\.description) == parts)
  }

  @Test(
    arguments: [
      #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#, #"{"\u0061":1,"\u0061":2}"#,
      #"{"abcdefgh1":1,"x":[{"abcdefgh1":1}],"abcdefgh\u0031":2}"#,
    ])
  func noticesANameWrittenInTwoWays(_ text: String) {
    var reader = reader(text)
    #expect(!reader.skipValue())
    #expect(reader.failure == .duplicateKey)
  }

  @Test func manyNamesOnTwoLevels() {
    for count in [7, 8, 9, 31, 32, 33, 200] {
      let inner = "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
      let members = (0..<count).map { "\"k\($0)\":" + ($0 == count / 2 ? inner : "1") }
      var right = reader("{" + members.joined(separator: ",") + "}")
      #expect(right.skipValue() && right.finish())
      var wrong = reader("{" + (members + [members[0]]).joined(separator: ",") + "}")
      #expect(!wrong.skipValue())
      #expect(wrong.failure == .duplicateKey)
    }
  }

  @Test func tellsUUIDs() {
    let right = "123e4567-E89B-12d3-a456-4266141740fF"
    func verdict(_ text: String) -> Bool {
      var reader = reader("\"\(text)\"")
      return reader.string() && reader.tokenIsUUID()
    }
    #expect(verdict(right))
    #expect(!verdict(right + "0"))
    #expect(!verdict(String(right.dropLast())))
    for index in right.indices {
      for other in ["g", "/", ":", "@", "G", "`", "-", "é"] where !(other == "-" && right[index] == "-") {
        var changed = right
        changed.replaceSubrange(index...index, with: other)
        #expect(!verdict(changed), "\(changed)")
      }
    }
  }
}
