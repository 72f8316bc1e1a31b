/// Arguments of a command for Redis, in the form in which they go over the connection: bulk strings, one behind the
/// other (RESP2). Text and numbers are bytes with a length before them, so that no argument can become two.
package struct RedisArguments: Sendable, Equatable {
  package private(set) var count = 0
  package private(set) var bytes: [UInt8] = []

  package init() {}

  package init(_ words: String...) {
    for word in words { append(word) }
  }

  package mutating func append(_ argument: Span<UInt8>) {
    appendLength(argument.count)
    bytes.reserveCapacity(bytes.count + argument.count + 2)
    for index in argument.indices { bytes.append(argument[index]) }
    endArgument()
  }

  package mutating func append(_ argument: String) {
    appendLength(argument.utf8.count)
    bytes.append(contentsOf: argument.utf8)
    endArgument()
  }

  /// In decimal digits.
  package mutating func append(_ number: Int64) { append(String(number)) }

  /// All of `others`, behind those that are here.
  package mutating func append(_ others: RedisArguments) {
    count += others.count
    bytes.append(contentsOf: others.bytes)
  }

  private mutating func appendLength(_ length: Int) {
    bytes.append(UInt8(ascii: "$"))
    bytes.append(contentsOf: String(length).utf8)
    appendLineEnd()
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
