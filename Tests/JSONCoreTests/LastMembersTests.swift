import JSONCore
import TestData
import Testing

/// The mode in which the last of several members of one name counts.
@Suite struct LastMembersTests {
  private static let rewritten: [(text: String, copy: String?)] = [
    (#"{"a":1,"b":2}"#, nil), ("[]", nil), ("{", nil), ("", nil), (#"{"a":1"#, nil),
    (#"{"a":1,"a":2}"#, #"{      "a":2}"#),
    (#"{"a":1,"a":1}"#, #"{      "a":1}"#),
    (#"{"a":1,"b":2,"a":3}"#, #"{      "b":2,"a":3}"#),
    (#"{"a":1,"b":2,"a":3,"a":4}"#, #"{      "b":2,      "a":4}"#),
    (#"{"\u0061":1,"a":2}"#, #"{           "a":2}"#),
    (#"{"":1,"":2}"#, #"{     "":2}"#),
    (#"[{"a":{"a":1,"a":2},"b":{"a":3}},{"a":4,"a":5}]"#, #"[{"a":{      "a":2},"b":{"a":3}},{      "a":5}]"#),
    (#"{"a":{"b":1,"b":2},"a":{"b":3,"b":4}}"#, #"{                  "a":{      "b":4}}"#),
    ("{\"a\" :\r\n [1,\n2] ,\n\"a\":3}", "{     \r\n    \n    \n\"a\":3}"),
    ("{\"a\":\"\\\"},\",\"a\":{}}", "{           \"a\":{}}"),
  ]

  @Test(arguments: rewritten)
  func blanksOverriddenMembers(_ expected: (text: String, copy: String?)) {
    #expect(JSONBytes(expected.text).lastMembers()?.bytes == expected.copy.map { Array($0.utf8) })
  }

  /// The errors of a text are the same with the mode as if the members that do not count were not there.
  @Test(arguments: [
    (#"{"a":1,"a":2"#, JSONFailure.unexpectedEnd, 12), (#"{"a":1,"a":2,}"#, .unexpectedByte, 13),
    (#"{"a":1,"a":01}"#, .invalidNumber, 11), (#"{"a":1,"a"}"#, .unexpectedByte, 10),
    (#"{"a":1,"a":2}]"#, .trailingBytes, 13), (#"{"a":01,"a":2}"#, .invalidNumber, 5),
    (#"{"a":[[[0]]],"a":2}"#, .tooDeep, 7),
  ])
  func stillRequiresValidJSON(text: String, failure: JSONFailure, offset: Int) {
    let bytes = JSONBytes(text)
    var reader = JSONReader(bytes.lastMembers(maxDepth: 3) ?? bytes, maxDepth: 3)
    let accepted = reader.skipValue() && reader.finish()
    #expect(!accepted)
    #expect(reader.failure == failure)
    #expect(reader.failureOffset == offset)
  }

  @Test func copiesOnlyTheRange() {
    let bytes = JSONBytes("{\"a\":1,\"a\":2}\n{\"b\":1,\"b\":2}\n{\"c\":1,\n\"c\":2}")
    #expect(bytes.lastMembers(in: 14..<27)?.bytes == Array(#"{      "b":2}"#.utf8))
    // A line that ends in the middle of an object whose rest is on the next line.
    let cut = bytes.lastMembers(in: 28..<35) ?? JSONBytes("")
    #expect(cut.bytes.starts(with: Array("{".utf8)))
    #expect(outcome(cut.bytes) == .unexpectedEnd)
  }

  @Test func manyDuplicateNamesTakeLinearTime() {
    let names = (0..<20_000).map { #""\#($0)":[\#($0)]"# }
    let text = "{" + (names + names).joined(separator: ",") + "}"
    let blank = names.map { String(repeating: " ", count: $0.utf8.count + 1) }.joined()
    let time = Effort.processorSeconds {
      #expect(JSONBytes(text).lastMembers()?.bytes == Array(("{" + blank + names.joined(separator: ",") + "}").utf8))
    }
    #expect(time < 20)
  }

  @Test(.enabled(if: TestData.has(ParsingSuiteTests.folder), "\(TestData.absence)"))
  func acceptsTheValidTextsOfTheSuite() {
    let names = ParsingSuiteTests.names("y_")
    #expect(!names.isEmpty)
    for name in names {
      let bytes = JSONBytes(TestData.bytes("\(ParsingSuiteTests.folder)/\(name)"))
      let last = bytes.lastMembers(maxDepth: 512)
      #expect((last != nil) == ParsingSuiteTests.duplicates.contains(name), "\(name)")
      #expect(outcome((last ?? bytes).bytes) == .none, "\(name)")
    }
  }

  @Test(.enabled(if: TestData.has(ParsingSuiteTests.folder), "\(TestData.absence)"))
  func rejectsTheInvalidTextsOfTheSuite() {
    for name in ParsingSuiteTests.names("n_") {
      let bytes = JSONBytes(TestData.bytes("\(ParsingSuiteTests.folder)/\(name)"))
      #expect(outcome((bytes.lastMembers(maxDepth: 512) ?? bytes).bytes) != .none, "\(name)")
    }
  }
}
