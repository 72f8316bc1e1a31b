/// What a reply may take of memory. A server replies with what scripts and values of the proxy hold: whatever is far
/// larger comes from something else.
package struct RedisReplyLimits: Sendable {
  /// Of a line: a number, a status or an error.
  package var line = 64 << 10
  package var bulk = 8 << 20
  /// Of a whole reply: its bytes, and 64 for each element.
  package var total = 16 << 20
  /// Arrays in arrays.
  package var depth = 8

  package init() {}
}

/// Why what came is no reply. The connection cannot be used any more: nobody knows where the next reply begins.
package enum RedisReplyFailure: Error, Sendable, Equatable {
  /// The first byte is of no kind in RESP2.
  case kind
  case number
  /// A line, or a bulk string, does not end as it must.
  case lineEnd
  /// A length below -1.
  case length
  case tooLarge
  case tooDeep
}

/// Reads replies of RESP2 from bytes that come in pieces of any size. What is announced takes no memory before it comes.
package struct RedisReplyParser: Sendable {
  package enum Event: Sendable, Equatable {
    case needMore
    case reply(RedisReply)
    case failed(RedisReplyFailure)
  }

  private enum State {
    case kind
    case line(UInt8)
    /// The carriage return was there.
    case lineFeed(UInt8)
    /// So many bytes are missing.
    case bulk(Int)
    case bulkReturn
    case bulkFeed
    case failed(RedisReplyFailure)
  }

  /// An array whose elements are coming.
  private struct Open {
    var elements: [RedisReply]
    var missing: Int
  }

  private let limits: RedisReplyLimits
  private var state = State.kind
  private var text: [UInt8] = []
  private var open: [Open] = []
  private var total = 0

  package init(_ limits: RedisReplyLimits = RedisReplyLimits()) { self.limits = limits }

  /// Reads up to the end of one reply.
  ///
  /// - Returns: how many bytes that took; the rest is to be handed over again.
  package mutating func receive(_ input: Span<UInt8>) -> (event: Event, consumed: Int) {
    var index = 0
    do throws(RedisReplyFailure) {
      while index < input.count {
        if case .bulk(let missing) = state {
          let count = min(missing, input.count - index)
          for position in index..<(index + count) { text.append(input[position]) }
          index += count
          state = count == missing ? .bulkReturn : .bulk(missing - count)
          continue
        }
        index += 1
        if let reply = try take(input[index - 1]) { return (.reply(reply), index) }
      }
      return (.needMore, index)
    } catch {
      state = .failed(error)
      return (.failed(error), index)
    }
  }

  private mutating func take(_ byte: UInt8) throws(RedisReplyFailure) -> RedisReply? {
    switch state {
    case .kind:
      guard Self.kinds.contains(byte) else { throw .kind }
      text.removeAll(keepingCapacity: true)
      state = .line(byte)
    case .line(let kind):
      if byte == 0x0D {
        state = .lineFeed(kind)
      } else {
        if byte == 0x0A { throw .lineEnd }
        text.append(byte)
        if text.count > limits.line { throw .tooLarge }
      }
    case .lineFeed(let kind):
      guard byte == 0x0A else { throw .lineEnd }
      return try line(kind)
    case .bulkReturn:
      guard byte == 0x0D else { throw .lineEnd }
      state = .bulkFeed
    case .bulkFeed:
      guard byte == 0x0A else { throw .lineEnd }
      return close(.bulk(text))
    case .bulk: break
    case .failed(let failure): throw failure
    }
    return nil
  }

  private static let kinds = Array("+-:$*".utf8)

  /// A whole line is there.
  private mutating func line(_ kind: UInt8) throws(RedisReplyFailure) -> RedisReply? {
    total += 64 + text.count
    if total > limits.total { throw .tooLarge }
    switch kind {
    case UInt8(ascii: "+"): return close(.simple(text))
    case UInt8(ascii: "-"): return close(.error(text))
    case UInt8(ascii: ":"): return close(.integer(try number()))
    case UInt8(ascii: "$"): return try bulk(try number())
    default: return try array(try number())
    }
  }

  private mutating func bulk(_ length: Int64) throws(RedisReplyFailure) -> RedisReply? {
    if length == -1 { return close(.null) }
    if length < 0 { throw .length }
    guard length <= limits.bulk, total + Int(length) <= limits.total else { throw .tooLarge }
    total += Int(length)
    text.removeAll(keepingCapacity: true)
    state = length == 0 ? .bulkReturn : .bulk(Int(length))
    return nil
  }

  private mutating func array(_ length: Int64) throws(RedisReplyFailure) -> RedisReply? {
    if length == -1 { return close(.null) }
    if length < 0 { throw .length }
    if length == 0 { return close(.array([])) }
    if open.count == limits.depth { throw .tooDeep }
    // Each of them takes more than that.
    guard length <= limits.total / 64 else { throw .tooLarge }
    open.append(Open(elements: [], missing: Int(length)))
    state = .kind
    return nil
  }

  /// A value is whole, and with it perhaps the arrays that it is the last of.
  private mutating func close(_ value: RedisReply) -> RedisReply? {
    state = .kind
    var value = value
    while var array = open.popLast() {
      array.elements.append(value)
      array.missing -= 1
      if array.missing > 0 {
        open.append(array)
        return nil
      }
      value = .array(array.elements)
    }
    total = 0
    return value
  }

  /// Without signs and zeros that say nothing, as Redis writes them.
  private func number() throws(RedisReplyFailure) -> Int64 {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = text.dropFirst(isNegative ? 1 : 0)
    guard let first = digits.first, digits.count <= 19, digits.allSatisfy({ $0 &- 0x30 < 10 }),
      first != 0x30 || text.count == 1
    else { throw .number }
    var value: Int64 = 0
    for digit in digits {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let amount = Int64(digit - 0x30)
      let (sum, exceeds) = product.addingReportingOverflow(isNegative ? -amount : amount)
      if overflows || exceeds { throw .number }
      value = sum
    }
    return value
  }
}
