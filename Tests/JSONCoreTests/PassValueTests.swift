import JSONCore
import TestData
import Testing

@Suite struct PassValueTests {
  private func end(_ text: String, in range: Range<Int>? = nil, maxDepth: Int = 64) -> Int? {
    var reader = JSONReader(JSONBytes(text), range: range, maxDepth: maxDepth)
    return reader.passValue() ? reader.offset : nil
  }

  @Test(arguments: [
    "[]", "{}", #""""#, #""a\"b\\""#, #"{"a":[1,{"]":"}"}],"b\"[":"\\"}"#, "[[[[]],{}],[\"]\"]]", "null", "true",
    "-1.5e3",
    #"["é世🌍",{"long name of a member":"a text of more than eight bytes"}]"#, "[1.25,2.5,3.75,4.0,5.125,6.25,7.5]",
  ])
  func stopsAfterTheValue(_ text: String) {
    for padding in ["", ",1", " ]}", "        ", "\"\"\"\"\"\"\"\""] {
      #expect(end(text + padding, in: 0..<text.utf8.count) == text.utf8.count)
    }
  }

  @Test(.enabled(if: TestData.has(ParsingSuiteTests.folder), "\(TestData.absence)"))
  func endsWhereReadingEnds() {
    var compared = 0
    for path in TestData.paths(below: "JSONTestSuite", suffix: ".json") {
      let bytes = JSONBytes(TestData.bytes("JSONTestSuite/\(path)"))
      var reader = JSONReader(bytes)
      guard reader.skipValue() else { continue }
      var passing = JSONReader(bytes)
      #expect(passing.passValue() && passing.offset == reader.offset, "\(path)")
      compared += 1
    }
    #expect(compared > 70)
  }

  @Test(arguments: ["[", "{", "[\"]", "[\"\\\"]", "[1,[2]", "", "]", "\"a", "\"a\\", "\"a\\\""])
  func rejectsUnendedValues(_ text: String) {
    #expect(end(text) == nil)
    // Neither does what goes on behind the range.
    let more = text + "\"]]]]}}"
    #expect(end(more, in: 0..<text.utf8.count) == nil)
  }

  /// Wherever quotes, backslashes and brackets are among the bytes that are looked at in one step.
  @Test func everyPositionInAStep() {
    for count in 0...40 {
      let filler = String(repeating: "x", count: count)
      let number = "1" + String(repeating: "2", count: count)
      for text in [
        "\"\(filler)\"", "\"\(filler)\\\"\(filler)\"",
        "\"\\\\\(filler)\\\\\"", "[\(number)]", "[\(number),\"\(filler)]\"]",
        "{\"\(filler)\":[\(number),{}]}",
      ] {
        #expect(end(text) == text.utf8.count && end(text + "]}\"", in: 0..<text.utf8.count) == text.utf8.count)
        #expect(end(String(text.dropLast()) + "     ", in: 0..<text.utf8.count) == nil)
        #expect(end(text, in: 0..<text.utf8.count - 1) == nil)
      }
    }
  }

  @Test func nestingIsLimited() {
    #expect(end("[[[[]]]]", maxDepth: 4) == 8)
    #expect(end("[[[[]]]]", maxDepth: 3) == nil)
  }
}
