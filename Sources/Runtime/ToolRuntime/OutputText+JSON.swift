import JSONCore

extension OutputText {
  /// JSON text in one line, cleaned: outside strings a line feed is white space, and the characters of every string,
  /// member names included, follow the policy whether they are written out or escaped. What is not JSON stays so.
  static func cleanJSON(_ text: ArraySlice<UInt8>, into writer: inout JSONWriter) {
    if isCleanJSON(text) { return writer.raw(Array(text)) }
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == 0x22 {
        let end = stringEnd(text, from: index)
        string(text[index..<end], into: &writer)
        index = end
      } else {
        let end = text[index...].firstIndex(of: 0x22) ?? text.endIndex
        writer.raw(text[index..<end].map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
        index = end
      }
    }
  }

  /// Whether the text is one line in which every character passes and none is escaped.
  static func isCleanJSON(_ text: ArraySlice<UInt8>) -> Bool {
    text.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x5C }
  }

  /// Behind the closing quote, or the end of a text in which there is none.
  private static func stringEnd(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
    var index = start + 1
    while index < text.endIndex, text[index] != 0x22 { index += text[index] == 0x5C ? 2 : 1 }
    return min(index + 1, text.endIndex)
  }

  /// A string with its quotes, as it was printed when every character passes.
  private static func string(_ text: ArraySlice<UInt8>, into writer: inout JSONWriter) {
    if text.allSatisfy({ isPlain($0) && $0 != 0x5C }) { return writer.raw(Array(text)) }
    var reader = JSONReader(JSONBytes(Array(text)))
    // A string that cannot be read is left: the text is refused as a whole later.
    guard reader.string(), reader.finish(), let cleaned = rewritten(String(reader.takeString())) else {
      return writer.raw(Array(text))
    }
    writer.string(cleaned)
  }
}
