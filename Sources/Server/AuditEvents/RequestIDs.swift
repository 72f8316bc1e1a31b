package import JSONCore

/// Ids of requests: unique in the audit of one machine over all starts of the server, and made without asking anybody.
///
/// `req_` and 26 hexadecimal digits: 64 random bits of this process and loop, and a count.
package struct RequestIDs: Sendable {
  private let prefix: [UInt8]
  private var count: UInt64 = 0

  /// - Parameter loop: a number that no other maker of ids in this process has.
  package init(loop: Int) {
    var generator = SystemRandomNumberGenerator()
    let random = generator.next() as UInt64 &+ UInt64(loop)
    prefix = Array("req_".utf8) + Self.digits(random, 16)
  }

  package mutating func next() -> JSONString {
    count += 1
    return JSONString(validating: prefix + Self.digits(count, 10)) ?? ""
  }

  private static func digits(_ number: UInt64, _ width: Int) -> [UInt8] {
    (0..<width).map { index in
      let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * (width - 1 - index)) & 15)
      return digit < 10 ? 0x30 + digit : 0x57 + digit
    }
  }
}
