/// One entry of a list of tools, of a key or of a server, compared byte for byte. A `*` at the end matches any rest:
/// `git_*` is a group, `*` everything.
package struct ToolPattern: Sendable {
  private let text: [UInt8]
  private let isPrefix: Bool

  /// Precondition: the text passed `isValid`.
  package init(_ pattern: String) {
    let bytes = Array(pattern.utf8)
    isPrefix = bytes.last == UInt8(ascii: "*")
    text = isPrefix ? bytes.dropLast() : bytes
  }

  /// What names of tools are made of, `*` only at the end, at most 64 bytes.
  package static func isValid(_ pattern: String) -> Bool {
    let bytes = pattern.utf8
    guard (1...64).contains(bytes.count) else { return false }
    let name = bytes.last == UInt8(ascii: "*") ? bytes.dropLast() : bytes[...]
    return name.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
      default: false
      }
    }
  }

  package func matches(_ name: Span<UInt8>) -> Bool {
    guard isPrefix ? text.count <= name.count : text.count == name.count else { return false }
    for index in 0..<text.count where text[index] != name[index] { return false }
    return true
  }
}
