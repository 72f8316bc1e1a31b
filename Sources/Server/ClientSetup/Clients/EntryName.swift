/// The name of an entry: what a client shows, and puts before the names of tools.
package enum EntryName {
  /// Letters, digits, `-` and `_`: every client takes these, and names of tools are put together from them.
  package static func isValid(_ name: String) -> Bool {
    (1...32).contains(name.utf8.count) && name.utf8.allSatisfy(isPlain)
  }

  /// Of a variable's name.
  package static func isVariable(_ byte: UInt8) -> Bool { isPlain(byte) && byte != UInt8(ascii: "-") }

  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
