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
    let isExpected = reader.integer() == expected
    #expect(isExpected)
    let isWhole = reader.finish()
    #expect(isWhole)
  }

  @Test(arguments: ["01", "-", "-01", "1.5", "9223372036854775808", "", "1e", "x", "12345678901234567890123"])
  func rejectsNonIntegers(_ text: String) {
    var reader = reader(text)
    let isRefused = reader.integer() == nil || !reader.finish()
    #expect(isRefused)
  }

  @Test(arguments: ["0.5", "-0.25", "1234567.12345678", "0.00284025", "12345678.5", "0.123456789", "1e5", "0", "100"])
  func readsDoublesAsTheStandardLibraryDoes(_ text: String) {
    var reader = reader(text)
    let isExpected = reader.double() == Double(text)
    #expect(isExpected)
    let isWhole = reader.finish()
    #expect(isWhole)
  }

  @Test(arguments: ["00.5", "1.", ".5", "1.e3", "-", "1.5x", "0.5.1"])
  func rejectsNonDoubles(_ text: String) {
    var reader = reader(text)
    let isRefused = reader.double() == nil || !reader.finish()
    #expect(isRefused)
  }

  @Test func acceptsOnlyTheExpectedName() {
    var right = reader(#""id":7"#)
    let takesName = right.takes(0x3A_2264_6922, count: 5)
    #expect(takesName)
    let readsValue = right.integer() == 7
    #expect(readsValue)
    var wrong = reader(#""ie":7"#)
    let refusesName = !wrong.takes(0x3A_2264_6922, count: 5)
    #expect(refusesName)
    let staysThere = wrong.offset == 0
    #expect(staysThere)
    // Shorter than what is compared: the terminator matches nothing.
    let short = reader(#""i"#)
    let refusesShort = !short.starts(0x3A_2264_6922, count: 5)
    #expect(refusesShort)
  }

  @Test func countsCodePointsOfEscapedText() {
    let written = #""\u00e9\ud83d\ude42\n日 end of the text""#
    var kept = reader(written)
    let isResolved = kept.text(minimum: 20, maximum: 20)?.description == "é🙂\n日 end of the text"
    #expect(isResolved)
    var validated = reader(written)
    let fits = validated.skipText(minimum: 20, maximum: 20)
    #expect(fits)
    let isWhole = validated.finish()
    #expect(isWhole)
    var short = reader(written)
    let isTooLong = !short.skipText(minimum: 0, maximum: 19)
    #expect(isTooLong)
    let reportsMismatch = short.failure == .mismatch
    #expect(reportsMismatch)
  }

  @Test func escapedStringsOfOneMessageStayApart() {
    let parts = (0..<400).map { "line \($0)\n" + String(repeating: "x", count: $0 % 37) }
    let text = "[" + parts.map { "\"" + $0.replacing("\n", with: "\\n") + "\"" }.joined(separator: ",") + "]"
    var reader = reader(text)
    let begins = reader.beginArray()
    #expect(begins)
    var read: [JSONString] = []
    repeat {
      if let text = reader.text() { read.append(text) }
    } while reader.comma()
    let ends = reader.endArray()
    #expect(ends)
    #expect(read.map(\.description) == parts)
  }

  @Test(
    arguments: [
      #"{"a":1,"\u0061":2}"#, #"{"\u0061":1,"a":2}"#, #"{"\u0061":1,"\u0061":2}"#,
      #"{"abcdefgh1":1,"x":[{"abcdefgh1":1}],"abcdefgh\u0031":2}"#,
    ])
  func noticesNamesWithDifferentEscapes(_ text: String) {
    var reader = reader(text)
    let isRefused = !reader.skipValue()
    #expect(isRefused)
    let reportsDuplicate = reader.failure == .duplicateKey
    #expect(reportsDuplicate)
  }

  @Test func manyNamesOnTwoLevels() {
    for count in [7, 8, 9, 31, 32, 33, 200] {
      let inner = "{" + (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
      let members = (0..<count).map { "\"k\($0)\":" + ($0 == count / 2 ? inner : "1") }
      var right = reader("{" + members.joined(separator: ",") + "}")
      let isTaken = right.skipValue() && right.finish()
      #expect(isTaken)
      var wrong = reader("{" + (members + [members[0]]).joined(separator: ",") + "}")
      let isRefused = !wrong.skipValue()
      #expect(isRefused)
      let reportsDuplicate = wrong.failure == .duplicateKey
      #expect(reportsDuplicate)
    }
  }

  @Test func recognizesUUIDs() {
    let right = "123e4567-E89B-12d3-a456-4266141740fF"
    func outcome(_ text: String) -> Bool {
      var reader = reader("\"\(text)\"")
      return reader.string() && reader.tokenIsUUID()
    }
    #expect(outcome(right))
    #expect(!outcome(right + "0"))
    #expect(!outcome(String(right.dropLast())))
    for index in right.indices {
      for other in ["g", "/", ":", "@", "G", "`", "-", "é"] where !(other == "-" && right[index] == "-") {
        var changed = right
        changed.replaceSubrange(index...index, with: other)
        #expect(!outcome(changed), "\(changed)")
      }
    }
  }
}
