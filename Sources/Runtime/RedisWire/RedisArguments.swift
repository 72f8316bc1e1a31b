/// Arguments of a command for Redis, in the form in which they go over the connection: bulk strings, one behind the
/// other (RESP2). Text and numbers are bytes with a length before them, so that no argument can become two.
package struct RedisArguments: Sendable, Equatable {
  package private(set) var count = 0
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// - Parameter capacity: bytes that will be needed, so that they are not moved while they become more.
  package init(capacity: Int) { bytes.reserveCapacity(capacity) }

  package init(_ words: String...) {
    for word in words { append(word) }
  }

  package mutating func append(_ argument: Span<UInt8>) {
    appendLength(argument.count)
    for index in argument.indices { bytes.append(argument[index]) }
    endArgument()
  }

  package mutating func append(_ argument: [UInt8]) {
    appendLength(argument.count)
    bytes.append(contentsOf: argument)
    endArgument()
  }

  package mutating func append(_ argument: String) {
    appendLength(argument.utf8.count)
    bytes.append(contentsOf: argument.utf8)
    endArgument()
  }

  /// In decimal digits. Without a text of them: a script has a dozen, and each took 600 instructions.
  package mutating func append(_ number: Int64) {
    let digits = Self.digits(number.magnitude)
    appendLength(number < 0 ? digits + 1 : digits)
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude, digits)
    endArgument()
  }

  /// All of `others`, behind those that are here.
  package mutating func append(_ others: RedisArguments) {
    count += others.count
    bytes.append(contentsOf: others.bytes)
  }

  private mutating func appendLength(_ length: Int) {
    bytes.append(UInt8(ascii: "$"))
    let length = UInt64(length)
    appendDigits(length, Self.digits(length))
    appendLineEnd()
  }

  private static func digits(_ number: UInt64) -> Int {
    var (count, rest) = (1, number)
    while rest >= 10 {
      count += 1
      rest /= 10
    }
    return count
  }

  private mutating func appendDigits(_ number: UInt64, _ count: Int) {
    if count == 1 { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number)) }
    let end = bytes.count + count
    for _ in 0..<count { bytes.append(UInt8(ascii: "0")) }
    var (position, rest) = (end - 1, number)
    while rest > 0 {
      bytes[position] += UInt8(rest % 10)
      position -= 1
      rest /= 10
    }
  }

  private mutating func endArgument() {
    appendLineEnd()
    count += 1
  }

  private mutating func appendLineEnd() {
    bytes.append(0x0D)
    bytes.append(0x0A)
  }
}
