import JSONCore

/// A `$ref`, taken apart; the fragment percent-decoded. Whether the fragment is a JSON pointer or an anchor is visible
/// from its first byte: a pointer is empty or begins with `/`.
struct Reference {
  enum Fragment: Equatable {
    case pointer([JSONString])
    case anchor(JSONString)
  }

  /// What is before the fragment; empty for a location in the same resource.
  let uri: [UInt8]
  let fragment: Fragment

  /// Nil when an escape is not two hexadecimal digits, gives invalid UTF-8, or the pointer is malformed. The fragment
  /// is percent-decoded before the pointer is read (RFC 6901, section 6), so `%2F` in it separates steps.
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

  /// The reference as a path relative to a file; nil when it has a scheme, a host or a query, which no file has.
  var relativePath: String? {
    let parts = URIText(uri)
    guard parts.scheme == nil, parts.authority == nil, parts.query == nil else { return nil }
    return Self.decoded(parts.path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The text without its escapes; nil when one is malformed or they give invalid UTF-8.
  static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    guard let text = URIText.unescaped(bytes), UTF8Check.isValid(text.span) else { return nil }
    return text
  }
}
