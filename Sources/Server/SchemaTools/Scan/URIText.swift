import JSONCore

/// A URI reference taken apart as RFC 3986 has it, over bytes.
struct URIText: Sendable, Hashable {
  var scheme: [UInt8]?
  var authority: [UInt8]?
  var path: [UInt8] = []
  var query: [UInt8]?
  var fragment: [UInt8]?

  init(_ text: JSONString) { self.init(text.bytes) }

  init(_ text: [UInt8]) {
    var rest = text[...]
    if let hash = rest.firstIndex(of: 0x23) {
      fragment = Array(rest[(hash + 1)...])
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: 0x3F) {
      query = Array(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    if let colon = rest.firstIndex(of: 0x3A), Self.isScheme(rest[..<colon]) {
      scheme = Array(rest[..<colon])
      rest = rest[(colon + 1)...]
    }
    if rest.starts(with: [0x2F, 0x2F]) {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: 0x2F) ?? rest.endIndex
      authority = Array(rest[..<end])
      rest = rest[end...]
    }
    path = Array(rest)
  }

  private static func isScheme(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, isLetter(first) else { return false }
    return text.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  /// `file://` and the path, bytes that a URI may not hold written as `%XX`.
  init(file path: String) {
    scheme = Array("file".utf8)
    authority = []
    for byte in path.utf8 {
      let plain =
        Self.isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || Array("/-._~!$&'()*+,;=:@".utf8).contains(byte)
      if plain { self.path.append(byte) } else { self.path += Self.escape(byte) }
    }
  }

  static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// The path of a `file:` URI, unescaped; nil for every other one.
  var filePath: String? {
    guard let scheme, scheme.elementsEqual("file".utf8), let bytes = Self.unescaped(path) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text without its `%XX`; nil when an escape is malformed.
  static func unescaped(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == 0x25 else {
        result.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.count, let high = hex(text[index + 1]), let low = hex(text[index + 2]) else { return nil }
      result.append(high << 4 | low)
      index += 3
    }
    return result
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
    default: nil
    }
  }

  /// RFC 3986, 5.2.2: what `reference` means where this is the base.
  func resolving(_ reference: URIText) -> URIText {
    var result = reference
    if result.scheme != nil {
      result.path = Self.withoutDots(result.path)
      return result
    }
    result.scheme = scheme
    if result.authority != nil {
      result.path = Self.withoutDots(result.path)
      return result
    }
    result.authority = authority
    if result.path.isEmpty {
      result.path = path
      if result.query == nil { result.query = query }
      return result
    }
    if result.path.first != 0x2F { result.path = merged(result.path) }
    result.path = Self.withoutDots(result.path)
    return result
  }

  private func merged(_ relative: [UInt8]) -> [UInt8] {
    if authority != nil, path.isEmpty { return [0x2F] + relative }
    guard let slash = path.lastIndex(of: 0x2F) else { return relative }
    return path[...slash] + relative
  }

  /// 5.2.4. Opaque paths (`urn:…`) have no dots to remove.
  private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    guard path.first == 0x2F else { return path }
    var kept: [ArraySlice<UInt8>] = []
    let parts = path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      if part == [0x2E] {
        if isLast { kept.append([]) }
      } else if part == [0x2E, 0x2E] {
        _ = kept.popLast()
        if isLast { kept.append([]) }
      } else {
        kept.append(part)
      }
    }
    return [0x2F] + Array(kept.joined(separator: [0x2F]))
  }

  /// The URI without its fragment.
  var resource: URIText {
    var copy = self
    copy.fragment = nil
    return copy
  }

  /// The URI as text.
  var text: String {
    var bytes: [UInt8] = []
    if let scheme { bytes += scheme + [0x3A] }
    if let authority { bytes += [0x2F, 0x2F] + authority }
    bytes += path
    if let query { bytes += [0x3F] + query }
    if let fragment { bytes += [0x23] + fragment }
    return String(decoding: bytes, as: UTF8.self)
  }
}
