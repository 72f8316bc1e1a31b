import Testing

@testable import JSONCore

/// A reader takes references to its buffer many at a time: none may be lost and none handed out twice.
struct SharedReferenceTests {
  /// More than one batch, just as many as one, and none.
  @Test(arguments: [0, 1, 4_094, 4_095, 4_096, 4_097, 20_000])
  func stringsKeepTheBufferAndNothingElseDoes(_ count: Int) throws {
    weak var buffer: JSONBytes?
    var texts: [JSONString] = []
    do {
      let bytes = JSONBytes("[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ",") + "]")
      buffer = bytes
      texts = try read(bytes)
    }
    #expect(texts.map(\.description) == (0..<count).map(String.init))
    #expect((buffer == nil) == texts.isEmpty)
    texts.removeAll()
    #expect(buffer == nil)
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
  @Test func whatAFailedReadingHasMadeGoes() {
    weak var buffer: JSONBytes?
    do {
      let bytes = JSONBytes(#"["kept","dropped",1]"#)
      buffer = bytes
      var reader = JSONReader(bytes)
      let pair: [JSONString]? = JSONPlace.filled([JSONString(), JSONString(), JSONString()]) { place in
        guard reader.beginArray() else { return false }
        for index in place.indices {
          guard reader.text(into: &place[index]) else { return false }
          _ = reader.comma()
        }
        return true
      }
      #expect(pair == nil)
    }
    #expect(buffer == nil)
  }
}
