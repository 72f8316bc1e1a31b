/// Limiters by number, found by the number's own bits: a dictionary takes 300 instructions more, against numbers that
/// somebody has chosen so that they collide. Keys have random numbers, which this program has drawn.
struct LimiterTable {
  private struct Slot {
    let key: UInt64
    let limiter: RateLimiter
  }

  /// A power of two of slots, at least a quarter of them empty.
  private var slots: [Slot?] = Array(repeating: nil, count: 8)
  private(set) var count = 0

  /// Where the key is, or the empty slot where it belongs.
  private func position(of key: UInt64) -> Int {
    let mask = slots.count - 1
    // Fibonacci hashing: the upper half depends on all bits. The topmost four have chosen the table.
    var position = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
    while let slot = slots[position], slot.key != key { position = (position + 1) & mask }
    return position
  }

  subscript(key: UInt64) -> RateLimiter? {
    get { slots[position(of: key)]?.limiter }
    set {
      guard let newValue else { preconditionFailure("a limiter is removed by removeAll(where:)") }
      var position = position(of: key)
      if slots[position] == nil {
        if (count + 1) * 4 > slots.count * 3 {
          rebuild(capacity: slots.count * 2) { _ in true }
          position = self.position(of: key)
        }
        count += 1
      }
      slots[position] = Slot(key: key, limiter: newValue)
    }
  }

  mutating func removeAll(where isRemoved: (RateLimiter) -> Bool) {
    rebuild(capacity: slots.count) { !isRemoved($0) }
  }

  func forEach(_ body: (RateLimiter) -> Void) {
    for case let slot? in slots { body(slot.limiter) }
  }

  private mutating func rebuild(capacity: Int, keeping isKept: (RateLimiter) -> Bool) {
    let old = slots
    slots = Array(repeating: nil, count: capacity)
    count = 0
    for case let slot? in old where isKept(slot.limiter) {
      slots[position(of: slot.key)] = slot
      count += 1
    }
  }
}
