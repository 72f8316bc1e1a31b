/// Which members of an object, or elements of an array, some keyword has looked at, for `unevaluatedProperties` and
/// `unevaluatedItems`. Members are known by their position in the text, not by name: a bit, and nothing to hash.
///
/// With `properties` of `a` and `c`, the object `{"a": 1, "b": 2, "c": 3}` has the positions 0 and 2 in the set, and
/// `unevaluatedProperties` is applied to the member at position 1.
struct EvaluatedSet {
  /// The first 64 positions: a set of these alone allocates nothing.
  private var low: UInt64 = 0
  /// Further positions, 64 to a word; grown when one is inserted.
  private var high: [UInt64] = []
  /// All positions below are in the set: how `items` and `additionalProperties` take in everything at once.
  private var prefix = 0

  mutating func insert(_ position: Int) {
    guard position >= 64 else { return low |= 1 << UInt64(position) }
    let word = position / 64 - 1
    if word >= high.count { high += [UInt64](repeating: 0, count: word + 1 - high.count) }
    high[word] |= 1 << UInt64(position & 63)
  }

  /// Adds every position below `end`.
  mutating func insert(below end: Int) { prefix = max(prefix, end) }

  mutating func insertAll() { prefix = .max }

  func contains(_ position: Int) -> Bool {
    if position < prefix { return true }
    let word = position < 64 ? low : position / 64 <= high.count ? high[position / 64 - 1] : 0
    return word >> UInt64(position & 63) & 1 == 1
  }

  /// Whoever asks about the value joins what each branch has looked at; nothing is ever taken out.
  mutating func formUnion(_ other: EvaluatedSet) {
    low |= other.low
    prefix = max(prefix, other.prefix)
    if other.high.count > high.count { high += [UInt64](repeating: 0, count: other.high.count - high.count) }
    for word in other.high.indices { high[word] |= other.high[word] }
  }
}
