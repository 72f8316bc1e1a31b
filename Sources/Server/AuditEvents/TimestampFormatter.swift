package import JSONCore
package import SchemaRuntime
import System

/// Timestamps of records, made on the path of every request: within a second only the milliseconds are written anew.
package struct TimestampFormatter: Sendable {
  private var second = Int.min
  private var text: [UInt8] = []

  package init() {}

  /// The time of day, to the millisecond, UTC.
  package mutating func now() -> JSONDateTime { stamp(WallClock.milliseconds) }

  /// The same, its text beside others that live as long.
  package mutating func now(in arena: inout TextArena) -> JSONDateTime {
    write(WallClock.milliseconds)
    return JSONDateTime(checked: arena.string(unchecked: text.span))
  }

  /// - Parameter milliseconds: since 1970.
  mutating func stamp(_ milliseconds: Int) -> JSONDateTime {
    write(milliseconds)
    return JSONDateTime(checked: JSONString(unchecked: text.span))
  }

  private mutating func write(_ milliseconds: Int) {
    let second = milliseconds / 1000
    if second == self.second, milliseconds >= 0 {
      let fraction = milliseconds % 1000
      text[20] = 0x30 + UInt8(truncatingIfNeeded: fraction / 100)
      text[21] = 0x30 + UInt8(truncatingIfNeeded: fraction / 10 % 10)
      text[22] = 0x30 + UInt8(truncatingIfNeeded: fraction % 10)
    } else {
      text = UTCTime.bytes(milliseconds)
      self.second = milliseconds < 0 ? .min : second
    }
  }
}
