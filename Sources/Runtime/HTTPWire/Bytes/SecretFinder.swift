import Glibc

/// Finds a secret in what somebody else has written: as it is, in base64 at any offset and in either alphabet, with any
/// of its characters escaped as JSON or a URL has it (`\u0073`, `\/`, `%73`), escapes of escapes included. Made of a
/// provider's key; immutable, so any number of threads may use one.
///
/// Every response of a provider goes through it, so most bytes are not looked at: the texts to find are long, and two
/// bytes that none of them has end a whole window (Wu and Manber). Escapes, which responses seldom have, are resolved
/// where they are. All pointers are lent for one call, and every load is within the span.
package final class SecretFinder: Sendable {
  /// Shorter ones occur by chance, and are none.
  package static let shortest = 8

  /// Bytes that an occurrence may have at most: each of its characters may be six of them.
  package let longest: Int

  /// What is searched for: the secret, and what all base64 that contains it has in common.
  private let texts: [[UInt8]]
  /// The length of the shortest: what the search steps over. Nothing shorter has an occurrence.
  package let window: Int
  /// By two bytes: how far the end of a window may move on when it ends in them.
  private let shifts: [UInt8]
  /// Characters of the texts.
  private let isPart: [Bool]

  private static let tableSize = 4096
  /// Of four texts in one another.
  private static let mostBackslashes = 8

  /// Nil when it is too short to be distinguished from other text.
  package convenience init?(_ secret: [UInt8]) { self.init(anyOf: [secret]) }

  /// Finds any of several secrets; nil when all are too short.
  package init?(anyOf secrets: [[UInt8]]) {
    let texts = secrets.filter { $0.count >= Self.shortest }.flatMap { [$0] + Base64Forms.all(of: $0) }
    if texts.isEmpty { return nil }
    let window = min(texts.map(\.count).min() ?? 0, Int(UInt8.max))
    // Where a pair is in no text, the window may move on by all but one of its bytes.
    var shifts = [UInt8](repeating: UInt8(window - 1), count: Self.tableSize)
    var isPart = [Bool](repeating: false, count: 256)
    for text in texts {
      for index in 1..<window {
        let slot = Self.slot(UInt16(text[index - 1]) | UInt16(text[index]) << 8)
        shifts[slot] = min(shifts[slot], UInt8(window - 1 - index))
      }
      for byte in text { isPart[Int(byte)] = true }
    }
    self.texts = texts
    self.window = window
    self.shifts = shifts
    self.isPart = isPart
    longest = 6 * (texts.map(\.count).max() ?? 0)
  }

  /// 12 bits of a product. Two pairs in one slot share the smaller shift, which costs a look and misses nothing.
  @inline(__always)
  private static func slot(_ pair: UInt16) -> Int { Int((pair &* 0x9E37) &>> 4) }

  /// Whether the text holds the secret in any of its forms. Sublinear where it does not, for text without escapes. An
  /// occurrence that is cut between two texts is not found: whoever cuts keeps `longest` bytes.
  package func occurs(in text: Span<UInt8>) -> Bool {
    if text.count < window { return false }
    return unsafe text.withUnsafeBufferPointer { text in
      unsafe hasText(text) || hasEscaped(text)
    }
  }

  // MARK: as it is

  /// Moves a window of `window` bytes over the text; compares only where its last two bytes may end the window of a
  /// text.
  private func hasText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = text.baseAddress else { return false }
    return unsafe shifts.withUnsafeBufferPointer { shifts in
      guard let table = shifts.baseAddress else { return false }
      let count = text.count
      var last = window &- 1
      while last < count {
        let pair = unsafe UnsafeRawPointer(start + (last &- 1)).loadUnaligned(as: UInt16.self)
        let shift = unsafe Int(table[Self.slot(UInt16(littleEndian: pair))])
        if shift > 0 {
          last &+= shift
        } else {
          if unsafe hasText(text, at: last &- (window &- 1)) { return true }
          last &+= 1
        }
      }
      return false
    }
  }

  /// Compares with each text, of which a secret has seven at most.
  private func hasText(_ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    for wanted in texts where text.count - offset >= wanted.count {
      var index = 0
      while index < wanted.count, unsafe text[offset + index] == wanted[index] { index += 1 }
      if index == wanted.count { return true }
    }
    return false
  }

  // MARK: escaped

  /// Which escapes are resolved. What looks like an escape may be part of the secret, so that several ways are tried.
  private struct Kind {
    let json: Bool
    /// Levels of percent signs (`%2573` has two): none, one, two, or all there are.
    let percent: Int

    static let ofBackslash = [0, 1, 2, 9].map { Kind(json: true, percent: $0) }
    static let ofPercent =
      [1, 2, 9].map { Kind(json: false, percent: $0) } + [1, 2, 9].map { Kind(json: true, percent: $0) }
  }

  private func hasEscaped(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe hasEscaped(text, UInt8(ascii: "\\"), Kind.ofBackslash)
      || hasEscaped(text, UInt8(ascii: "%"), Kind.ofPercent)
  }

  /// From one escape of a possible character to the next: the text around it is resolved in every way there is, and
  /// what has been resolved is not looked at again.
  private func hasEscaped(_ text: UnsafeBufferPointer<UInt8>, _ sign: UInt8, _ kinds: [Kind]) -> Bool {
    guard let start = text.baseAddress else { return false }
    var offset = 0
    while offset < text.count, let found = unsafe memchr(start + offset, Int32(sign), text.count - offset) {
      let position = unsafe UnsafeRawPointer(start).distance(to: UnsafeRawPointer(found))
      offset = position + 1
      guard unsafe isPart(text, position, kinds) else { continue }
      var nearest = text.count
      for kind in kinds {
        let (plain, end) = unsafe resolve(text, around: position, kind)
        if hasText(plain) { return true }
        nearest = min(nearest, end)
      }
      offset = max(offset, nearest)
    }
    return false
  }

  /// Whether an escape is there for a character of the texts, in one way or another: escapes of other characters (line
  /// feeds, mostly) cost nothing more.
  private func isPart(_ text: UnsafeBufferPointer<UInt8>, _ position: Int, _ kinds: [Kind]) -> Bool {
    guard let unit = unsafe unit(text, at: position, kinds[0]) else { return false }
    // An escaped percent sign may be that of another escape.
    return isPart[Int(unit.byte)] || unit.byte == UInt8(ascii: "%")
  }

  private func hasText(_ text: [UInt8]) -> Bool {
    unsafe text.count >= window && text.withUnsafeBufferPointer { unsafe hasText($0) }
  }

  /// The text around an escape without any, as far as an occurrence that has one of these escapes may reach.
  private func resolve(
    _ text: UnsafeBufferPointer<UInt8>, around position: Int, _ kind: Kind
  ) -> (plain: [UInt8], end: Int) {
    var plain: [UInt8] = []
    var index = max(0, position - longest)
    var end = min(text.count, position + longest)
    while index < end {
      if let unit = unsafe unit(text, at: index, kind) {
        plain.append(unit.byte)
        index = unit.end
        if isPart[Int(unit.byte)] { end = min(text.count, max(end, index + longest)) }
      } else {
        plain.append(unsafe text[index])
        index += 1
      }
    }
    return (plain, index)
  }

  /// The character that an escape means, and where it ends; nil when none begins there.
  private func unit(
    _ text: UnsafeBufferPointer<UInt8>, at position: Int, _ kind: Kind
  ) -> (byte: UInt8, end: Int)? {
    switch unsafe text[position] {
    case UInt8(ascii: "\\") where kind.json: return unsafe jsonUnit(text, behind: position + 1)
    case UInt8(ascii: "%") where kind.percent > 0:
      var index = position + 1
      var levels = 1
      while levels < kind.percent, unsafe hex(text, index) == UInt8(ascii: "%"), unsafe hex(text, index + 2) != nil {
        index += 2
        levels += 1
      }
      return unsafe hex(text, index).map { ($0, index + 2) }
    default: return nil
    }
  }

  /// `\/`, `\"` or `\u00XX` behind one or more backslashes; other escapes are of characters that no key has.
  private func jsonUnit(_ text: UnsafeBufferPointer<UInt8>, behind position: Int) -> (byte: UInt8, end: Int)? {
    var index = position
    // A text in a text has two for one. Bounded, or a text of nothing else would take the square of its length.
    let end = min(text.count, position + Self.mostBackslashes)
    while index < end, unsafe text[index] == UInt8(ascii: "\\") { index += 1 }
    guard index < end else { return nil }
    let byte = unsafe text[index]
    if byte != UInt8(ascii: "u") {
      return byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\"") ? (byte, index + 1) : nil
    }
    guard unsafe hex(text, index + 1) == 0, let byte = unsafe hex(text, index + 3) else { return nil }
    return (byte, index + 5)
  }

  /// Two hexadecimal digits.
  private func hex(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt8? {
    guard position + 1 < text.count, let high = unsafe hexDigit(text[position]),
      let low = unsafe hexDigit(text[position + 1])
    else { return nil }
    return UInt8(high << 4 | low)
  }
}

/// What base64 of any text has of another text in it: one form for each of the three offsets, less the characters at
/// its ends that belong to the neighbours, too, and the same in the alphabet of URLs where that is another.
enum Base64Forms {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func all(of secret: [UInt8]) -> [[UInt8]] {
    let standard = (0..<3).map { form(secret, behind: $0) }
    let ofURLs = standard.map { form in
      form.map { byte in
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
      }
    }
    return standard + zip(standard, ofURLs).filter { $0 != $1 }.map(\.1)
  }

  /// - Parameter offset: bytes of something else before the secret.
  private static func form(_ secret: [UInt8], behind offset: Int) -> [UInt8] {
    let bytes = [UInt8](repeating: 0, count: offset) + secret
    // The first character whose six bits are all of the secret, and behind it the last.
    let first = (offset * 8 + 5) / 6
    let end = bytes.count * 8 / 6
    return (first..<end).map { number in
      let bit = number * 6
      let high = UInt16(bytes[bit / 8]) << 8
      let low = bit / 8 + 1 < bytes.count ? UInt16(bytes[bit / 8 + 1]) : 0
      return alphabet[Int((high | low) >> UInt16(10 - bit % 8) & 63)]
    }
  }
}
