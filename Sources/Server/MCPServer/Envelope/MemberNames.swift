import JSONCore

/// The names of the members of one kind of object, with a number for each; 0 is a name nobody asked for.
///
/// They are compared one after the other: with seven names at most a table would cost more than it saves. Numbers are
/// also bits of a word, so that there may be 63.
struct MemberNames: Sendable {
  private let names: [[UInt8]]

  init(_ names: String...) { self.names = names.map { Array($0.utf8) } }

  // The position in each list is the number that the readers switch over.
  static let envelope = MemberNames("jsonrpc", "id", "method", "params", "result", "error")
  static let params = MemberNames(
    "name", "arguments", "_meta", "cursor", "protocolVersion", "requestId", "notifications")
  static let meta = MemberNames(
    "io.modelcontextprotocol/protocolVersion", "io.modelcontextprotocol/clientCapabilities",
    "io.modelcontextprotocol/clientInfo", "progressToken")
  /// `resourceSubscriptions` is not asked for: it is a list, and there are no resources here.
  static let filter = MemberNames("toolsListChanged", "promptsListChanged", "resourcesListChanged")

  /// The number of the name that the reader's last key is, counted from 1.
  func number(of reader: borrowing JSONReader) -> Int {
    for index in names.indices where reader.tokenEquals(names[index]) { return index + 1 }
    return 0
  }
}

extension JSONReader {
  /// Takes an object, handing each member's number to `body`, which takes the value. False on broken text, on a
  /// duplicate member, or when `body` says so. Names that nobody asked for may not be duplicates either: a reader in
  /// front of this server might act on the other one.
  @inline(__always)
  mutating func object(_ names: MemberNames, _ body: (inout JSONReader, Int) -> Bool) -> Bool {
    guard beginObject() else { return false }
    if emptyObject() { return true }
    let level = beginKeys()
    var seen = 0
    repeat {
      guard key() else { return false }
      let number = names.number(of: self)
      if number == 0 {
        guard noteKey(level) else { return false }
      } else {
        guard seen & 1 << number == 0 else { return duplicate() }
        seen |= 1 << number
      }
      guard body(&self, number) else { return false }
    } while comma()
    endKeys(level)
    return endObject()
  }

  /// Takes any value; a string is handed out. Nil on broken text.
  mutating func stringMember() -> Member<JSONString>? {
    guard peek() == 0x22 else { return skipValue() ? .wrongType : nil }
    return string() ? .value(takeString()) : nil
  }

  /// Takes any value; an object is handed out as it was written. Nil on broken text.
  mutating func objectMember() -> Member<JSONSlice>? {
    guard peek() == 0x7B else { return skipValue() ? .wrongType : nil }
    return rawValue().map { .value($0) }
  }
}
