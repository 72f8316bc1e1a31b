import JSONCore

/// An RFC 3986 URI reference cut into its parts; compared after `normalized`.
struct URIText: Equatable {
  var scheme: ArraySlice<UInt8>?
  var authority: ArraySlice<UInt8>?
  var path: [UInt8]
  var query: ArraySlice<UInt8>?

  /// Any bytes are taken: what is not well-formed matches nothing. The fragment must have been cut off.
  init(_ text: [UInt8]) {
    var rest = text[...]
    if let end = Self.schemeEnd(text) {
      scheme = rest[..<end]
      rest = rest[(end + 1)...]
    }
    if let mark = rest.firstIndex(of: 0x3F) {
      query = rest[(mark + 1)...]
      rest = rest[..<mark]
    }
    if rest.starts(with: [0x2F, 0x2F]) {
      let host = rest.dropFirst(2)
      let slash = host.firstIndex(of: 0x2F) ?? host.endIndex
      authority = host[..<slash]
      rest = host[slash...]
    }
    path = Array(rest)
  }

  /// Index of the colon behind a scheme.
  static func schemeEnd(_ text: [UInt8]) -> Int? {
    guard let colon = text.firstIndex(of: 0x3A), let first = text.first, isLetter(first) else { return nil }
    let isScheme = text[..<colon].allSatisfy {
      isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
    }
    return isScheme ? colon : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  /// The target of `reference` seen from `self`, as section 5.2.2 has it.
  func resolving(_ reference: URIText) -> URIText {
    var target = reference
    if reference.scheme == nil {
      target.scheme = scheme
      if reference.authority == nil {
        target.authority = authority
        if reference.path.isEmpty {
          target.path = path
          if reference.query == nil { target.query = query }
        } else if reference.path.first != 0x2F {
          target.path = merged(with: reference.path)
        }
      }
    }
    target.path = Self.withoutDots(target.path)
    return target
  }

  private func merged(with relative: [UInt8]) -> [UInt8] {
    if authority != nil, path.isEmpty { return [0x2F] + relative }
    guard let slash = path.lastIndex(of: 0x2F) else { return relative }
    return path[...slash] + relative
  }

  /// Takes `.` and `..` out of a path that begins with a slash.
  private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    guard path.first == 0x2F else { return path }
    var kept: [ArraySlice<UInt8>] = []
    let parts = path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      if part.elementsEqual([0x2E]) || part.elementsEqual([0x2E, 0x2E]) {
        if part.count == 2 { _ = kept.popLast() }
        if isLast { kept.append([]) }
      } else {
        kept.append(part)
      }
    }
    return [0x2F] + kept.joined(separator: [0x2F])
  }

  /// The text with scheme and host in lower case and escapes of unreserved characters resolved.
  var normalized: [UInt8] {
    var text: [UInt8] = []
    if let scheme { text += scheme.map(Self.lowered) + [0x3A] }
    if let authority { text += [0x2F, 0x2F] + authority.map(Self.lowered) }
    text += Self.unescaped(path)
    if let query { text += [0x3F] + Self.unescaped(Array(query)) }
    return text
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }

  private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x25) else { return bytes }
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x25, index + 2 < bytes.count, let high = Reference.hex(bytes[index + 1]),
        let low = Reference.hex(bytes[index + 2])
      {
        let byte = high << 4 | low
        if isUnreserved(byte) { result.append(byte) } else { result += [0x25] + Self.digits(byte) }
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
  }

  private static func digits(_ byte: UInt8) -> [UInt8] {
    Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
  }

  /// Text with everything escaped that a path or a fragment may not hold as it is.
  static func escaped(_ text: some Sequence<UInt8>) -> [UInt8] {
    text.flatMap { isUnreserved($0) || "/:@!$&'()*+,;=?".utf8.contains($0) ? [$0] : [0x25] + digits($0) }
  }
}
