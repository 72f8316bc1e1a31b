import HTTPWire
import System

/// What a provider says of another try.
package enum RetryAdvice: Equatable, Sendable {
  case none
  /// It is of no use, as SDKs read it.
  case forbidden
  /// Not before so many nanoseconds.
  case after(UInt64)

  init(_ head: borrowing ResponseHead) {
    if head.with(.xShouldRetry, { $0.equalsIgnoringCase("false") }) ?? false {
      self = .forbidden
    } else if let wait = RetryAfter.nanoseconds(head) {
      self = .after(wait)
    } else {
      self = .none
    }
  }
}

/// When a provider says that it may be called again (RFC 9110, 10.2.3, and the milliseconds that some send).
enum RetryAfter {
  /// Nanoseconds from now; nil when nothing is said that can be read.
  static func nanoseconds(_ head: borrowing ResponseHead) -> UInt64? {
    if let milliseconds = head.with(.retryAfterMilliseconds, number) ?? nil { return milliseconds * 1_000_000 }
    return head.with(.retryAfter) { nanoseconds($0, wallClock: WallClock.seconds) } ?? nil
  }

  /// - Parameters:
  ///   - text: the value of `Retry-After`.
  ///   - wallClock: seconds since 1970.
  static func nanoseconds(_ text: Span<UInt8>, wallClock: Int) -> UInt64? {
    if let seconds = number(text) { return seconds * 1_000_000_000 }
    guard let date = HTTPDate.seconds(text, now: wallClock) else { return nil }
    return UInt64(min(max(0, date - wallClock), longestSeconds)) * 1_000_000_000
  }

  /// A thousand days, so that nothing overflows.
  private static let longestSeconds = 86_400_000

  /// Digits, perhaps with a fraction that is dropped.
  private static func number(_ text: Span<UInt8>) -> UInt64? {
    guard text.count > 0, text[0] &- 0x30 < 10 else { return nil }
    var value: UInt64 = 0
    for index in text.indices {
      let digit = text[index] &- 0x30
      if text[index] == UInt8(ascii: ".") { break }
      guard digit < 10 else { return nil }
      value = min(UInt64(longestSeconds), value * 10 + UInt64(digit))
    }
    return value
  }
}
