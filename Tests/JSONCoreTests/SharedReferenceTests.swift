import Testing

@testable import JSONCore

/// A reader takes references to its buffer many at a time: none may be lost and none handed out again.
struct SharedReferenceTests {
  /// More than one batch, just as many as one, and none.
  @Test(arguments: [0, 1, 4_094, 4_095, 4_096, 4_097, 20_000])
  func stringsKeepTheBufferAndNothingElseDoes(_ count: Int) throws {
    weak var buffer: JSONBytes?
    var texts: [JSONString] = []
    do {
      let bytes = JSONBytes("[" + (0..<count).map { "\"number \($0)\"" }.joined(separator: ",") + "]")
      buffer = bytes
      texts = try read(bytes)
    }
    #expect(texts.map(\.description) == (0..<count).map { "number \($0)" })
    #expect((buffer == nil) == texts.isEmpty)
    texts.removeAll()
    #expect(buffer == nil)
  }

  @Test func shortStringsKeepNothing() throws {
    weak var buffer: JSONBytes?
    var texts: [JSONString] = []
    do {
      let bytes = JSONBytes(#"["","1","1234567","\u00e9\n","é✓"]"#)
      buffer = bytes
      texts = try read(bytes)
    }
    #expect(texts == ["", "1", "1234567", "é\n", "é✓"])
    #expect(buffer == nil)
  }

  /// Arrays of every length around those that have a form of their own, and one that ends in what is no string.
  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 100, 3_000])
  func gatheredElementsAreKeptOrDropped(_ count: Int) throws {
    weak var buffer: JSONBytes?
    for (last, isWhole) in [(#""the last""#, true), ("0", false), (#""cut"#, false)] {
      var texts: [JSONString]?
      do {
        let all = (0..<count - 1).map { "\"number \($0)\"" } + [last]
        let bytes = JSONBytes("[" + all.joined(separator: ",") + "]")
        buffer = bytes
        var reader = JSONReader(bytes)
        let begins = reader.beginArray()
        try #require(begins)
        texts = reader.elements { (reader: inout JSONReader) -> JSONString? in reader.text() }
        if isWhole {
          let ends = reader.endArray()
          #expect(ends)
        }
      }
      #expect(texts?.map(\.description) == (isWhole ? (0..<count - 1).map { "number \($0)" } + ["the last"] : nil))
      texts = nil
      #expect(buffer == nil)
    }
  }

  private func read(_ bytes: JSONBytes) throws -> [JSONString] {
    var reader = JSONReader(bytes)
    var texts: [JSONString] = []
    let begins = reader.beginArray()
    try #require(begins)
    if reader.emptyArray() { return [] }
    repeat {
      var text = JSONString()
      let isText = reader.text(into: &text)
      try #require(isText)
      texts.append(text)
    } while reader.comma()
    return texts
  }

  /// A blank value whose reading fails is dropped, and what was read into it with it.
  @Test func releasesTheResultsOfFailedReads() {
    weak var buffer: JSONBytes?
    do {
      let bytes = JSONBytes(#"["kept","dropped",1]"#)
      buffer = bytes
      var reader = JSONReader(bytes)
      let pair: [JSONString]? = JSONSlot.filled([JSONString(), JSONString(), JSONString()]) { position in
        guard reader.beginArray() else { return false }
        for index in position.indices {
          guard reader.text(into: &position[index]) else { return false }
          _ = reader.comma()
        }
        return true
      }
      #expect(pair == nil)
    }
    #expect(buffer == nil)
  }
}
