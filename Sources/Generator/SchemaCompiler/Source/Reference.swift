import JSONCore

/// A `$ref`, taken apart and percent-decoded.
struct Reference {
  enum Target: Equatable {
    /// The file it stands in.
    case sameDocument
    /// A path relative to the file it stands in.
    case path(String)
    /// A URI with a scheme, as `$id` declares it.
    case absolute(String)
  }

  enum Fragment: Equatable {
    case pointer([JSONString])
    case anchor(String)
  }

  let target: Target
  let fragment: Fragment

  /// Nil when an escape is not two hexadecimal digits, gives invalid UTF-8, or the pointer is malformed.
  init?(_ text: JSONString) {
    let parts = text.bytes.split(separator: 0x23, maxSplits: 1, omittingEmptySubsequences: false)
    let uri = Array(parts[0])
    guard let fragment = Self.decoded(parts.count > 1 ? Array(parts[1]) : []) else { return nil }
    if fragment.isEmpty || fragment.first == 0x2F {
      guard let steps = JSONPointer.steps(String(decoding: fragment, as: UTF8.self)) else { return nil }
      self.fragment = .pointer(steps)
    } else {
      self.fragment = .anchor(String(decoding: fragment, as: UTF8.self))
    }
    if uri.isEmpty {
      target = .sameDocument
    } else if Self.hasScheme(uri) {
      target = .absolute(String(decoding: uri, as: UTF8.self))
    } else {
      guard let path = Self.decoded(uri) else { return nil }
      target = .path(String(decoding: path, as: UTF8.self))
    }
  }

  static func hasScheme(_ uri: [UInt8]) -> Bool {
    guard let colon = uri.firstIndex(of: 0x3A), let first = uri.first, isLetter(first) else { return false }
    return uri[..<colon].allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x25 {
        guard index + 2 < bytes.count, let high = hex(bytes[index + 1]), let low = hex(bytes[index + 2]) else {
          return nil
        }
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return UTF8Check.isValid(result.span) ? result : nil
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
    default: nil
    }
  }
}
