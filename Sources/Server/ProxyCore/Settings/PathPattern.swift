import HTTPWire

/// One entry of a provider's list of paths that pass through unread, compared byte for byte: `/vector_stores`, or with a
/// `*` at the end all that begins so.
package struct PathPattern: Sendable, Equatable {
  /// As it is in the configuration.
  package let text: String
  private let bytes: [UInt8]
  private let isPrefix: Bool

  /// Precondition: the text matches the pattern of the configuration's schema.
  package init(_ text: String) {
    self.text = text
    isPrefix = text.utf8.last == UInt8(ascii: "*")
    bytes = isPrefix ? Array(text.utf8.dropLast()) : Array(text.utf8)
  }

  /// - Parameter path: behind the base URL.
  package func matches(_ path: Span<UInt8>) -> Bool {
    guard isPrefix ? bytes.count <= path.count : bytes.count == path.count else { return false }
    for index in bytes.indices where bytes[index] != path[index] { return false }
    return true
  }

  /// Whether a path means the same to every server: no escapes, no empty segment, none of the signs that some take for
  /// others. The parser has refused `.` and `..`.
  package static func isPlain(_ path: Span<UInt8>) -> Bool {
    guard path.count > 1, path[0] == UInt8(ascii: "/") else { return false }
    var previous: UInt8 = 0
    for index in path.indices {
      let byte = path[index]
      switch byte {
      case UInt8(ascii: "/"): if previous == byte { return false }
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "@"):
        break
      default: return false
      }
      previous = byte
    }
    return true
  }
}
