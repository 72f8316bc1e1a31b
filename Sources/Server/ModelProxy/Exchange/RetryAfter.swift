import HTTPWire

/// When a provider says that it may be called again (RFC 9110, 10.2.3, and the milliseconds that some send).
enum RetryAfter {
  /// Nanoseconds from now; nil when nothing is said, or a date.
  static func nanoseconds(_ head: borrowing ResponseHead) -> UInt64? {
    if let milliseconds = head.with(.retryAfterMilliseconds, number) ?? nil { return milliseconds * 1_000_000 }
    if let seconds = head.with(.retryAfter, number) ?? nil { return seconds * 1_000_000_000 }
    return nil
  }

  /// Digits, perhaps with a fraction that is dropped; at most a day.
  private static func number(_ text: Span<UInt8>) -> UInt64? {
    guard text.count > 0, text[0] &- 0x30 < 10 else { return nil }
    var value: UInt64 = 0
    for index in text.indices {
      let digit = text[index] &- 0x30
      if text[index] == UInt8(ascii: ".") { break }
      guard digit < 10 else { return nil }
      value = min(86_400_000, value * 10 + UInt64(digit))
    }
    return value
  }
}
