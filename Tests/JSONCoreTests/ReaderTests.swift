import JSONCore
import Testing

@Suite struct ReaderTests {
  private static let failures: [(text: String, failure: JSONFailure, offset: Int)] = [
    ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[1,", .unexpectedEnd, 3), ("[1 2]", .unexpectedByte, 3),
    (#"{"a":1,}"#, .unexpectedByte, 7), ("nul", .unexpectedByte, 0), ("1 1", .trailingBytes, 2),
    ("01", .invalidNumber, 0), ("-", .unexpectedEnd, 1), ("-x", .invalidNumber, 1), (#""a"#, .unexpectedEnd, 2),
    ("\"a\nb\"", .controlCharacter, 2), (#""\x""#, .invalidEscape, 1), (#""\ud800""#, .loneSurrogate, 1),
    (#"{"a":1,"\u0061":2}"#, .duplicateKey, 16), ("\"\0\"", .controlCharacter, 1),
  ]

  @Test(arguments: failures)
  func failuresHaveNamesAndLocations(_ expected: (text: String, failure: JSONFailure, offset: Int)) {
    var reader = JSONReader(JSONBytes(expected.text))
    let accepted = reader.skipValue() && reader.finish()
    #expect(!accepted)
    #expect(reader.failure == expected.failure)
    #expect(reader.failureOffset == expected.offset)
  }

  @Test func linesAndColumnsCountBytesFromOne() {
    let bytes = JSONBytes("{\n  \"é\": x\r\n}")
    #expect(bytes.location(of: 0).description == "1:1")
    #expect(bytes.location(of: 4).description == "2:3")
    #expect(bytes.location(of: 10).description == "2:9")
    #expect(bytes.location(of: bytes.count - 1).description == "3:1")
    #expect(bytes.location(of: 1000).description == "3:2")
  }

  @Test func depthIsLimited() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(outcome(nested(64), maxDepth: 64) == .none)
    #expect(outcome(nested(65), maxDepth: 64) == .tooDeep)
    #expect(outcome(String(repeating: "[", count: 100_000)) == .tooDeep)
    #expect(outcome(String(repeating: #"{"a":"#, count: 100_000)) == .tooDeep)
  }

  @Test func endsAtTheRange() {
    let bytes = JSONBytes("1\n[2]\n\n{\"a\":3}\n[4\n]")
    func accepts(_ range: Range<Int>) -> Bool {
      var reader = JSONReader(bytes, range: range)
      return reader.skipValue() && reader.finish()
    }
    #expect(accepts(0..<1))
    #expect(accepts(2..<5))
    #expect(!accepts(6..<6))
    #expect(accepts(7..<14))
    #expect(!accepts(15..<17))
    #expect(accepts(15..<19))
    #expect(!accepts(0..<3))
  }

  @Test func failsInsideTheRangeOfATruncatedText() {
    let bytes = JSONBytes("[1\n2]")
    var reader = JSONReader(bytes, range: 0..<2)
    let accepted = reader.skipValue() && reader.finish()
    #expect(!accepted)
    #expect(reader.failure == .unexpectedEnd)
    #expect(reader.failureOffset == 2)
  }

  @Test func manyMembersAreCheckedForDuplicates() {
    for count in [2, 31, 32, 33, 34, 500] {
      let members = (0..<count).map { #""member\#($0)":0"# }
      #expect(outcome("{" + members.joined(separator: ",") + "}") == .none)
      for copy in [0, count / 2, count - 1] {
        #expect(outcome("{" + (members + [members[copy]]).joined(separator: ",") + "}") == .duplicateKey)
      }
    }
  }

  @Test func allowsEqualNamesInDifferentObjects() {
    #expect(outcome(#"{"a":{"a":[{"a":1},{"a":1}]},"b":{"a":1}}"#) == .none)
    #expect(outcome(#"{"a":{"b":1},"a":2}"#) == .duplicateKey)
    #expect(outcome("{\"\u{e9}\":1,\"e\u{301}\":2}") == .none)
  }

  @Test func marksRestoreNestingAndNames() {
    let members = (0..<40).map { #""m\#($0)":0"# }.joined(separator: ",")
    var reader = JSONReader(JSONBytes("{\(members),\"m3\":1}"), maxDepth: 1)
    for _ in 0..<3 {
      let mark = reader.mark
      let accepted = reader.skipValue()
      #expect(!accepted)
      #expect(reader.failure == .duplicateKey)
      reader.reset(to: mark)
    }
    #expect(reader.remainingDepth == 1)
  }
}
