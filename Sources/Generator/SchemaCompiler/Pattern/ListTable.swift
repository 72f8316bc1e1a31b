/// Distinct lists of numbers, numbered in the order of their first appearance, in one store: sets of automaton states
/// and rows of tables are looked up by the thousand, and an array for each would be most of the work. A list is
/// appended number by number and then closed, which finds an equal one or keeps it; nothing is copied either way.
struct ListTable {
  private var store: [Int32] = []
  /// Of each list, where it ends in the store, and its hash.
  private var lists: [(end: Int, hash: UInt64)] = []
  /// A hash table of list numbers with linear probing; -1: free. A power of two, and never more than half full.
  private var slots: [Int32]
  /// The hash of the list being made, which is whatever is in the store behind the last list.
  private var hash: UInt64 = 0

  /// With slots for `count` lists before the first growth.
  init(count: Int = 8) {
    var size = 16
    while size < count * 2 { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
  }

  /// Forgets all lists. In reverse order, as then no probe for a list crosses a slot that is free already; the cost is
  /// that of the lists there are, not of all slots. The `Determinizer` does this for every state.
  mutating func removeAll() {
    for number in lists.indices.reversed() { slots[slot(of: number)] = -1 }
    store.removeAll(keepingCapacity: true)
    lists.removeAll(keepingCapacity: true)
    hash = 0
  }

  var count: Int { lists.count }

  /// Where the elements of a list are in the store.
  func indices(of number: Int) -> Range<Int> { (number == 0 ? 0 : lists[number - 1].end)..<lists[number].end }

  /// An element by its index in the store.
  subscript(index: Int) -> Int32 { store[index] }

  /// Adds a number to the list being made. The hash is multiplicative (2^64 divided by the golden ratio); the added 1
  /// makes leading zeros count.
  mutating func append(_ number: Int32) {
    store.append(number)
    hash = (hash ^ UInt64(UInt32(bitPattern: number)) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 32
  }

  /// Where the elements of the list being made are.
  var open: Range<Int> { (lists.last?.end ?? 0)..<store.count }

  /// Drops the list being made.
  mutating func drop() {
    store.removeLast(open.count)
    hash = 0
  }

  /// Ends the list being made and gives its number: that of an equal one, after which the new elements are dropped, or
  /// the next one.
  mutating func close() -> (number: Int, isNew: Bool) {
    let slot = openSlot()
    if slots[slot] >= 0 {
      drop()
      return (Int(slots[slot]), false)
    }
    slots[slot] = Int32(lists.count)
    lists.append((store.count, hash))
    hash = 0
    if lists.count * 2 > slots.count { grow() }
    return (lists.count - 1, true)
  }

  /// Hashes are kept with the lists, so growing reads no element.
  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, list) in lists.enumerated() {
      var slot = Int(truncatingIfNeeded: list.hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// Where a list equal to the one being made is, or would be.
  private func openSlot() -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0, !isOpenEqual(to: Int(slots[slot])) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }

  private func isOpenEqual(to number: Int) -> Bool {
    if lists[number].hash != hash { return false }
    let (known, open) = (indices(of: number), open)
    guard known.count == open.count else { return false }
    return zip(known, open).allSatisfy { store[$0] == store[$1] }
  }

  /// The slot of a closed list. Valid for the last one only, or while those behind it have been taken out.
  private func slot(of number: Int) -> Int {
    var slot = Int(truncatingIfNeeded: lists[number].hash) & (slots.count - 1)
    while slots[slot] != Int32(number) { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
