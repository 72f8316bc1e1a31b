package import JSONCore
import System

/// Ids of requests: unique in the audit of one machine over all starts of the server, and made without asking anybody.
///
/// `req_` and 26 hexadecimal digits: 64 random bits of this process and loop, and a count.
package struct RequestIDs: Sendable {
  /// The last one that was given out.
  private var text: [UInt8]

  /// - Parameter loop: a number that no other maker of ids in this process has.
  package init(loop: Int) {
    let random = RandomBits.word() &+ UInt64(loop)
    text = Array("req_".utf8) + Hexadecimal.digits(random, count: 16) + Hexadecimal.digits(0, count: 10)
  }

  /// The count has 40 bits: twelve days of a million ids a second.
  package mutating func next(in arena: inout TextArena) -> JSONString {
    advance()
    return arena.string(unchecked: text.span)
  }

  /// The same, in memory of its own.
  package mutating func next() -> JSONString {
    advance()
    return JSONString(unchecked: text.span)
  }

  private mutating func advance() {
    var position = text.count - 1
    // Counts on in the digits themselves: seldom more than the last one changes.
    while text[position] == UInt8(ascii: "f"), position >= text.count - 10 {
      text[position] = UInt8(ascii: "0")
      position -= 1
    }
    text[position] = text[position] == UInt8(ascii: "9") ? UInt8(ascii: "a") : text[position] + 1
  }
}
