package import JSONCore

/// An RFC 3986 URI reference cut into its parts, over bytes. Any bytes are taken: what is not well-formed matches
/// nothing. `URL` would bring Foundation, which is not linked. A part that is absent differs from one that is empty
/// (`a?` from `a`), hence the optionals.
package struct URIText: Sendable, Hashable {
  package var scheme: [UInt8]?
  package var authority: [UInt8]?
  package var path: [UInt8] = []
  package var query: [UInt8]?
  package var fragment: [UInt8]?

  package init(_ text: JSONString) { self.init(text.bytes) }

  /// Takes the parts off in the order in which their marks decide: the fragment from the end, the scheme, the query,
  /// and of the rest an authority behind `//`.
  package init(_ text: [UInt8]) {
    var rest = text[...]
    if let hash = rest.firstIndex(of: 0x23) {
      fragment = Array(rest[(hash + 1)...])
      rest = rest[..<hash]
    }
    if let end = Self.schemeEnd(rest) {
      scheme = Array(rest[..<end])
      rest = rest[(end + 1)...]
    }
    if let mark = rest.firstIndex(of: 0x3F) {
      query = Array(rest[(mark + 1)...])
      rest = rest[..<mark]
    }
    if rest.starts(with: [0x2F, 0x2F]) {
      let host = rest.dropFirst(2)
      let slash = host.firstIndex(of: 0x2F) ?? host.endIndex
      authority = Array(host[..<slash])
      rest = host[slash...]
    }
    path = Array(rest)
  }

  /// `file://` and the path, bytes that a URI may not have written as `%XX`.
  package init(file path: String) {
    scheme = Array("file".utf8)
    authority = []
    self.path = Self.escaped(path.utf8, but: Self.pathMarks)
  }

  /// Index of the colon behind a scheme (section 3.1); nil when what is before the first colon is none, as in `./a:b`.
  static func schemeEnd(_ text: ArraySlice<UInt8>) -> Int? {
    guard let colon = text.firstIndex(of: 0x3A), let first = text.first, isLetter(first) else {
      return nil
    }
    let isScheme = text[..<colon].allSatisfy {
      isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E
    }
    return isScheme ? colon : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  // MARK: resolving

  /// The target of `reference` seen from `self`, as section 5.2.2 has it. The fragment is that of the reference.
  package func resolving(_ reference: URIText) -> URIText {
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

  /// Section 5.2.3: the relative path instead of what is behind the last slash of the base.
  private func merged(with relative: [UInt8]) -> [UInt8] {
    if authority != nil, path.isEmpty { return [0x2F] + relative }
    guard let slash = path.lastIndex(of: 0x2F) else { return relative }
    return path[...slash] + relative
  }

  /// Takes `.` and `..` out of a path that begins with a slash (section 5.2.4); opaque ones (`urn:…`) have none. A `..`
  /// above the root is dropped, as the section asks: `SourceSet.resolve` is what refuses it.
  private static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    guard path.first == 0x2F else { return path }
    var kept: [ArraySlice<UInt8>] = []
    let parts = path.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      if part.elementsEqual([0x2E]) || part.elementsEqual([0x2E, 0x2E]) {
        if part.count == 2 { _ = kept.popLast() }
        // `a/..` and `a/.` are folders: they end in a slash.
        if isLast { kept.append([]) }
      } else {
        kept.append(part)
      }
    }
    return [0x2F] + kept.joined(separator: [0x2F])
  }

  /// The URI without its fragment: what identifies a resource.
  package var resource: URIText {
    var copy = self
    copy.fragment = nil
    return copy
  }

  // MARK: text

  /// The URI as it is written (section 5.3).
  package var text: String {
    var bytes: [UInt8] = []
    if let scheme { bytes += scheme + [0x3A] }
    if let authority { bytes += [0x2F, 0x2F] + authority }
    bytes += path
    if let query { bytes += [0x3F] + query }
    if let fragment { bytes += [0x23] + fragment }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text without fragment, scheme and authority in lower case, escapes of unreserved characters resolved (section
  /// 6.2.2). Two URIs are taken for the same when these bytes are equal; ports and percent-encoded slashes are left as
  /// they are.
  var normalized: [UInt8] {
    var text: [UInt8] = []
    if let scheme { text += scheme.map(Self.lowered) + [0x3A] }
    if let authority { text += [0x2F, 0x2F] + authority.map(Self.lowered) }
    text += Self.simplified(path)
    if let query { text += [0x3F] + Self.simplified(query) }
    return text
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }

  // MARK: escapes

  /// The path of a `file:` URI, unescaped; nil for every other one.
  package var filePath: String? {
    guard let scheme, scheme.elementsEqual("file".utf8), let bytes = Self.unescaped(path) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text without its `%XX`; nil when an escape is malformed.
  package static func unescaped(_ text: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      guard text[index] == 0x25 else {
        result.append(text[index])
        index += 1
        continue
      }
      guard let byte = escaped(text, at: index) else { return nil }
      result.append(byte)
      index += 3
    }
    return result
  }

  /// The text with its escapes of unreserved characters resolved, the others in capitals. A malformed escape stays as
  /// it is: this cannot fail.
  private static func simplified(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x25) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if let byte = escaped(text, at: index) {
        if isUnreserved(byte) { result.append(byte) } else { result += escape(byte) }
        index += 3
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  /// The byte that a `%XX` at `index` means; nil when it is not one.
  private static func escaped(_ text: [UInt8], at index: Int) -> UInt8? {
    guard text[index] == 0x25, index + 2 < text.count, let high = hex(text[index + 1]),
      let low = hex(text[index + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte | 0x20) - 0x57
    default: nil
    }
  }

  /// `%XX`.
  package static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// Section 2.3.
  private static func isUnreserved(_ byte: UInt8) -> Bool {
    isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
  }

  /// What a path (`pchar` and `/`, section 3.3) and a fragment (section 3.5) may have unescaped beside the unreserved.
  private static let pathMarks = "/:@!$&'()*+,;="
  private static let fragmentMarks = "/:@!$&'()*+,;=?"

  /// Text with everything escaped that a fragment may not have as it is.
  static func escaped(_ text: some Sequence<UInt8>) -> [UInt8] { escaped(text, but: fragmentMarks) }

  private static func escaped(_ text: some Sequence<UInt8>, but marks: String) -> [UInt8] {
    text.flatMap { isUnreserved($0) || marks.utf8.contains($0) ? [$0] : escape($0) }
  }
}
