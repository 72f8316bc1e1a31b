/// The machine that a text names: a host, or a URL's host, with a port where there is one.
///
/// What a program makes of a URL is its own matter, and parsers differ in the rare forms. So only what all of them
/// read alike is read here, and everything else is refused: user names, backslashes, escapes and characters beyond
/// ASCII in the host, more than one colon.
package struct RemoteAuthority: Sendable, Hashable {
  /// Why a text names no machine that could be compared.
  package enum Refusal: Error, Sendable, Equatable {
    /// `https://user@host/`: what is in front of the `@` looks like the host to people.
    case userName
    /// Not written in ASCII; an internationalized name has an ASCII form.
    case notASCII
    case invalid
  }

  /// In lower case, without a dot at its end; an IPv6 address with its brackets.
  package let host: [UInt8]
  /// The one in the text, else the scheme's own where that is known.
  package let port: Int?

  package init(_ text: [UInt8]) throws(Refusal) {
    // Parsers drop blanks and controls, or read a backslash as a slash: then the host would be another one.
    guard text.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C }) else { throw .invalid }
    let (scheme, rest) = Self.split(text)
    var authority = rest
    if scheme != nil {
      authority = rest.prefix { $0 != 0x2F && $0 != 0x3F && $0 != 0x23 }
    }
    guard !authority.contains(0x40) else { throw .userName }
    guard authority.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
    guard let (host, port) = Self.read(authority) else { throw .invalid }
    self.host = host
    self.port = port ?? scheme.flatMap(Self.usualPort)
  }

  private static let slashes = Array("://".utf8)

  /// Nil without a scheme: then the whole text is a host.
  private static func split(_ text: [UInt8]) -> (scheme: [UInt8]?, rest: ArraySlice<UInt8>) {
    guard let colon = text.firstIndex(of: 0x3A), text[colon...].starts(with: slashes), let first = text.first,
      isLetter(first), text[..<colon].allSatisfy({ isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0) })
    else { return (nil, text[...]) }
    return (text[..<colon].map(lower), text[(colon + slashes.count)...])
  }

  private static func usualPort(_ scheme: [UInt8]) -> Int? {
    if scheme.elementsEqual("https".utf8) { return 443 }
    return scheme.elementsEqual("http".utf8) ? 80 : nil
  }

  /// A host and a port; nil where it is not one of the forms.
  static func read(_ authority: ArraySlice<UInt8>) -> (host: [UInt8], port: Int?)? {
    var name = authority
    var behind = authority[authority.endIndex...]
    if authority.first == 0x5B {
      guard let end = authority.firstIndex(of: 0x5D) else { return nil }
      name = authority[...end]
      behind = authority[(end + 1)...]
    } else if let colon = authority.firstIndex(of: 0x3A) {
      name = authority[..<colon]
      behind = authority[colon...]
    }
    guard let host = host(name) else { return nil }
    guard !behind.isEmpty else { return (host, nil) }
    guard behind.first == 0x3A, let port = port(behind.dropFirst()) else { return nil }
    return (host, port)
  }

  private static func host(_ name: ArraySlice<UInt8>) -> [UInt8]? {
    if name.first == 0x5B {
      let inside = name.dropFirst().dropLast()
      let isAddress =
        (2...45).contains(inside.count) && inside.contains(0x3A)
        && inside.allSatisfy { isDigit($0) || (0x61...0x66).contains(lower($0)) || $0 == 0x3A || $0 == 0x2E }
      return isAddress ? name.map(lower) : nil
    }
    // One dot at the end is the root of all names.
    let name = name.last == 0x2E ? name.dropLast() : name
    guard (1...253).contains(name.count) else { return nil }
    let labels = name.split(separator: 0x2E, omittingEmptySubsequences: false)
    let areLabels = labels.allSatisfy { label in
      (1...63).contains(label.count)
        && label.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
    }
    return areLabels ? name.map(lower) : nil
  }

  private static func port(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...5).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
    let port = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    return (1...65_535).contains(port) ? port : nil
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  /// Of ASCII letters only: in a host nothing else has a case.
  static func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}

/// One entry of a list of hosts: `api.example.com`, or `*.example.org` for every name below it, either with a port.
package struct HostPattern: Sendable, Hashable {
  private let host: [UInt8]
  /// The host stands for every name that ends in it, behind a dot.
  private let isSuffix: Bool
  /// Nil for any.
  private let port: Int?

  /// Nil where it is no such entry.
  package init?(_ text: [UInt8]) {
    let isSuffix = text.starts(with: "*.".utf8)
    guard let (host, port) = RemoteAuthority.read(isSuffix ? text[2...] : text[...]) else { return nil }
    // `*.com` is half of the world; and below an address there are no names.
    if isSuffix {
      let labels = host.split(separator: 0x2E)
      guard labels.count > 1, let last = labels.last?.first, RemoteAuthority.isLetter(last), host[0] != 0x5B else {
        return nil
      }
    }
    self.host = host
    self.port = port
    self.isSuffix = isSuffix
  }

  /// `*.example.org` is not `example.org` itself: who means both writes both.
  package func matches(_ authority: RemoteAuthority) -> Bool {
    if let port, port != authority.port { return false }
    guard isSuffix else { return host == authority.host }
    let tail = [0x2E] + host
    return authority.host.count > tail.count && authority.host.suffix(tail.count).elementsEqual(tail)
  }
}
