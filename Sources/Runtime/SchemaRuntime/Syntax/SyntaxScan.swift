/// How far a text is JSON: what was open and what was expected where its reader stopped.
///
/// As lenient as can be: it is only run over bytes that a reader has accepted, up to the one it has not.
struct SyntaxScan {
  enum Container {
    case object, array

    var end: UInt8 { self == .object ? UInt8(ascii: "}") : UInt8(ascii: "]") }
  }

  enum Expected {
    case value, name, colon
    /// A comma or the closing bracket.
    case separator
    /// The end of the text.
    case end
  }

  private(set) var containers: [Container] = []
  private(set) var expected = Expected.value
  private(set) var isAfterComma = false
  /// Whether the text stops in the middle of a string.
  private(set) var isInString = false
  /// Whether anything but opening square brackets, with which a table of TOML begins as well, has been read.
  private(set) var hasContent = false
  private(set) var isEmpty = true
  /// Where the token begins that the reader did not take.
  private(set) var tokenStart = 0

  /// `isNumber`: the reader has stopped behind the bytes that are wrong, as it does at the end of `1.`.
  init(_ span: Span<UInt8>, upTo stop: Int, isNumber: Bool) {
    var index = 0
    while index < stop {
      tokenStart = index
      let end = Self.end(of: span, from: index)
      guard end <= stop, !(isNumber && end == stop && Self.isWordByte(span[index])) else {
        isInString = span[index] == UInt8(ascii: "\"")
        return
      }
      take(span[index])
      index = end
    }
    while index < span.count, Self.isSpace(span[index]) { index += 1 }
    tokenStart = index
  }

  /// Behind the string, number or word; behind the one byte of anything else.
  private static func end(of span: Span<UInt8>, from start: Int) -> Int {
    if span[start] == UInt8(ascii: "\"") { return endOfString(span, from: start) }
    var index = start
    while index < span.count, isWordByte(span[index]) { index += 1 }
    return max(index, start + 1)
  }

  /// Behind the closing quote; behind everything when there is none.
  private static func endOfString(_ span: Span<UInt8>, from start: Int) -> Int {
    var index = start + 1
    while index < span.count {
      if span[index] == UInt8(ascii: "\"") { return index + 1 }
      index += span[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return span.count + 1
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  /// What numbers and names of other languages are made of.
  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func take(_ byte: UInt8) {
    guard !Self.isSpace(byte) else { return }
    let wasName = expected == .name
    isAfterComma = byte == UInt8(ascii: ",")
    switch byte {
    case UInt8(ascii: "{"): open(.object)
    case UInt8(ascii: "["): open(.array)
    case UInt8(ascii: "}"), UInt8(ascii: "]"): close()
    case UInt8(ascii: ","): expected = containers.last == .object ? .name : .value
    case UInt8(ascii: ":"): expected = .value
    default:
      isEmpty = false
      hasContent = true
      if wasName { expected = .colon } else { endValue() }
    }
  }

  private mutating func open(_ container: Container) {
    isEmpty = false
    if container == .object { hasContent = true }
    containers.append(container)
    expected = container == .object ? .name : .value
  }

  private mutating func close() {
    _ = containers.popLast()
    hasContent = true
    endValue()
  }

  private mutating func endValue() { expected = containers.isEmpty ? .end : .separator }
}
