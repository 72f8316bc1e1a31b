package import JSONCore

/// Ids of requests: unique in the audit of one machine over all starts of the server, and made without asking anybody.
///
/// `req_` and 26 hexadecimal digits: 64 random bits of this process and loop, and a count.
package struct RequestIDs: Sendable {
  /// The last one that was given out.
  private var text: [UInt8]

  /// - Parameter loop: a number that no other maker of ids in this process has.
  package init(loop: Int) {
    var generator = SystemRandomNumberGenerator()
    let random = generator.next() as UInt64 &+ UInt64(loop)
    text = Array("req_".utf8) + Self.digits(random, 16) + Self.digits(0, 10)
  }

  package mutating func next() -> JSONString {
    var place = text.count - 1
    // Counts on in the digits themselves: seldom more than the last one changes.
    while text[place] == UInt8(ascii: "f"), place >= text.count - 10 {
      text[place] = UInt8(ascii: "0")
      place -= 1
    }
    text[place] = text[place] == UInt8(ascii: "9") ? UInt8(ascii: "a") : text[place] + 1
    return JSONString(unchecked: text.span)
  }

  private static func digits(_ number: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { index in
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * (width - 1 - index)) & 15)
      return digit < 10 ? 0x30 + digit : 0x57 + digit
    }
  }
}
