import JSONCore

/// A `$ref`, taken apart; the fragment percent-decoded.
struct Reference {
  enum Fragment: Equatable {
    case pointer([JSONString])
    case anchor(JSONString)
  }

  /// What stands before the fragment; empty for a place in the same resource.
  let uri: [UInt8]
  let fragment: Fragment

  /// Nil when an escape is not two hexadecimal digits, gives invalid UTF-8, or the pointer is malformed.
  init?(_ text: JSONString) {
    let parts = text.bytes.split(separator: 0x23, maxSplits: 1, omittingEmptySubsequences: false)
    uri = Array(parts[0])
    guard let fragment = Self.decoded(parts.count > 1 ? Array(parts[1]) : []), Self.decoded(uri) != nil else {
      return nil
    }
    if fragment.isEmpty || fragment.first == 0x2F {
      guard let steps = JSONPointer.steps(String(decoding: fragment, as: UTF8.self)) else { return nil }
      self.fragment = .pointer(steps)
    } else {
      guard let name = JSONString(validating: fragment) else { return nil }
      self.fragment = .anchor(name)
    }
  }

  /// The reference as a path relative to a file; nil when it has a scheme or a host.
  var relativePath: String? {
    let parts = URIText(uri)
    guard parts.scheme == nil, parts.authority == nil, parts.query == nil else { return nil }
    return Self.decoded(parts.path).map { String(decoding: $0, as: UTF8.self) }
  }

  static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
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

  static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
    default: nil
    }
  }
}
