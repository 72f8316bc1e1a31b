import JSONCore

/// The ids in memory, at most `capacity` of them: found by a chain of each hash, dropped from the oldest on.
///
/// All entries are in one array whose memory is reserved at once and used as it fills, so that adding one allocates
/// nothing and moves nothing. 96 bytes each, and four to eight for its bucket.
struct OwnerTable {
  static let none = UInt32.max

  private struct Slot {
    /// The id's first 56 bytes: those of OpenAI have 53 to 55.
    var head: InlineArray<7, UInt64>
    /// The words behind those; nearly always none.
    var rest: [UInt64]
    var key: UInt64
    var created: UInt32
    var origin: UInt32
    /// The next of the same hash; of a free slot, the next free one.
    var chain: UInt32
    /// Neighbours in the order in which they were added.
    var older: UInt32
    var younger: UInt32
    /// Bytes of the id; 0 while the slot is free.
    var count: UInt8
    var hasKey: Bool
  }

  let capacity: Int
  private(set) var count = 0
  private var slots: [Slot] = []
  private var buckets: [UInt32]
  private var origins = OriginTable()
  private var firstFree = OwnerTable.none
  private var oldest = OwnerTable.none
  private var youngest = OwnerTable.none
  /// The oldest entry that is not in the file yet; all younger ones are not either.
  private var firstUnwritten = OwnerTable.none
  var changes: ChangeState

  /// - Parameter isKept: Whether a file is written of it.
  init(capacity: Int, isKept: Bool) {
    self.capacity = min(max(1, capacity), Int(Int32.max))
    var bucketCount = 16
    while bucketCount < self.capacity { bucketCount *= 2 }
    buckets = [UInt32](repeating: Self.none, count: bucketCount)
    slots.reserveCapacity(self.capacity)
    changes = ChangeState(isKept: isKept)
  }

  /// Where an id is; nil when it is not known.
  func index(of id: ResponseID) -> Int? {
    var next = buckets[bucket(of: id)]
    while next != Self.none {
      if holds(Int(next), id) { return Int(next) }
      next = slots[Int(next)].chain
    }
    return nil
  }

  func owner(at index: Int) -> ResponseOwner {
    let origin = origins[slots[index].origin]
    return ResponseOwner(
      provider: origin.provider, key: key(at: index), model: origin.model, created: created(at: index))
  }

  func key(at index: Int) -> UInt64? { slots[index].hasKey ? slots[index].key : nil }

  /// Seconds since 1970.
  func created(at index: Int) -> Int { Int(slots[index].created) }

  /// Adds an id as the youngest. One that was there is replaced; in a full table the oldest makes room.
  mutating func insert(_ id: ResponseID, _ owner: ResponseOwner) {
    if let known = index(of: id) { remove(known) }
    if count == capacity { remove(Int(oldest)) }
    let bucket = bucket(of: id)
    let slot = Slot(
      head: Self.head(of: id), rest: Self.rest(of: id), key: owner.key ?? 0,
      created: UInt32(clamping: owner.created),
      origin: origins.adopt(provider: owner.provider, model: owner.model), chain: buckets[bucket], older: youngest,
      younger: Self.none, count: UInt8(id.count), hasKey: owner.key != nil)
    let index = UInt32(place(slot))
    buckets[bucket] = index
    if youngest == Self.none { oldest = index } else { slots[Int(youngest)].younger = index }
    youngest = index
    if firstUnwritten == Self.none { firstUnwritten = index }
    count += 1
  }

  /// Takes an entry out of its chain and of the order. Its slot is the next to be used.
  mutating func remove(_ index: Int) {
    let (chain, older, younger) = (slots[index].chain, slots[index].older, slots[index].younger)
    unchain(index, next: chain)
    if older == Self.none { oldest = younger } else { slots[Int(older)].younger = younger }
    if younger == Self.none { youngest = older } else { slots[Int(younger)].older = older }
    if firstUnwritten == UInt32(index) { firstUnwritten = younger }
    origins.release(slots[index].origin)
    slots[index].count = 0
    slots[index].rest = []
    slots[index].chain = firstFree
    firstFree = UInt32(index)
    count -= 1
  }

  /// Drops the oldest entries if they were made before a moment. Two at most: more are dropped than are added, and
  /// nobody waits for many.
  mutating func dropExpired(madeBefore moment: Int) {
    for _ in 0..<2 where oldest != Self.none && created(at: Int(oldest)) < moment { remove(Int(oldest)) }
  }

  private mutating func place(_ slot: Slot) -> Int {
    guard firstFree != Self.none else {
      slots.append(slot)
      return slots.count - 1
    }
    let index = Int(firstFree)
    firstFree = slots[index].chain
    slots[index] = slot
    return index
  }

  private mutating func unchain(_ index: Int, next: UInt32) {
    let bucket = bucket(of: id(at: index))
    if buckets[bucket] == UInt32(index) {
      buckets[bucket] = next
      return
    }
    var before = Int(buckets[bucket])
    while slots[before].chain != UInt32(index) { before = Int(slots[before].chain) }
    slots[before].chain = next
  }
}

// MARK: ids

extension OwnerTable {
  /// The power of two makes the mask; hashes are seeded, so that their low bits are as good as all.
  private func bucket(of id: ResponseID) -> Int { id.hash & (buckets.count - 1) }

  /// Whole ids are compared: one that only begins like another is another.
  private func holds(_ index: Int, _ id: ResponseID) -> Bool {
    guard Int(slots[index].count) == id.count else { return false }
    let wordCount = (id.count + 7) / 8
    for word in 0..<min(7, wordCount) where slots[index].head[word] != id.words[word] { return false }
    if wordCount > 7 { for word in 7..<wordCount where slots[index].rest[word - 7] != id.words[word] { return false } }
    return true
  }

  private static func head(of id: ResponseID) -> InlineArray<7, UInt64> { InlineArray { id.words[$0] } }

  private static func rest(of id: ResponseID) -> [UInt64] {
    let wordCount = (id.count + 7) / 8
    return wordCount <= 7 ? [] : (7..<wordCount).map { id.words[$0] }
  }

  private func id(at index: Int) -> ResponseID {
    let rest = slots[index].rest
    let words = InlineArray<16, UInt64> { word in
      word < 7 ? slots[index].head[word] : word - 7 < rest.count ? rest[word - 7] : 0
    }
    return ResponseID(words: words, count: Int(slots[index].count))
  }
}

// MARK: what the file lacks

extension OwnerTable {
  /// What is to be written next: forgotten ids first, since one of them may have been added again.
  struct Changes {
    let forgotten: [ResponseID]
    let remembered: [(id: ResponseID, owner: ResponseOwner)]

    var isEmpty: Bool { forgotten.isEmpty && remembered.isEmpty }
  }

  private var hasChanges: Bool {
    changes.isKept && (firstUnwritten != Self.none || !changes.forgotten.isEmpty || changes.mustRewrite)
  }

  /// Whether the caller has to see to it that the worker comes: there is something to write, and nobody has yet.
  mutating func schedule() -> Bool {
    if !hasChanges || changes.isScheduled { return false }
    changes.isScheduled = true
    return true
  }

  /// Whether the worker has to come again.
  mutating func endSave(_ isSaved: Bool) -> Bool {
    changes.isScheduled = changes.isKept && !isSaved || hasChanges
    return changes.isScheduled
  }

  /// Removes an id for good: the file gets a line that says so.
  mutating func forget(_ index: Int) {
    if changes.isKept { changes.note(forgotten: id(at: index)) }
    remove(index)
  }

  /// Takes all forgotten ids and the next entries that are not in the file, so few that nobody waits for it.
  mutating func takeChanges(atMost limit: Int = 32) -> Changes {
    var remembered: [(id: ResponseID, owner: ResponseOwner)] = []
    while firstUnwritten != Self.none, remembered.count < limit {
      let index = Int(firstUnwritten)
      remembered.append((id(at: index), owner(at: index)))
      firstUnwritten = slots[index].younger
    }
    defer { changes.forgotten = [] }
    return Changes(forgotten: changes.forgotten, remembered: remembered)
  }

  /// Everything there is has to be written, to a new file.
  mutating func beginRewrite() {
    firstUnwritten = oldest
    changes.forgotten = []
    changes.mustRewrite = false
  }

  /// What is there is in the file: it has just been read.
  mutating func endLoad(mustRewrite: Bool) {
    firstUnwritten = Self.none
    changes.mustRewrite = mustRewrite
  }
}

/// What has to be done for the file, beside new entries.
struct ChangeState {
  /// Ids that wait to be noted as forgotten; beyond that many the file is written anew instead.
  private static let mostForgotten = 10_000

  /// Whether there is a file.
  var isKept: Bool
  /// Whether the worker will look, or is at it.
  var isScheduled = false
  /// Whether lines at the end of the file would not do: it is damaged, or lacks something.
  var mustRewrite = false
  fileprivate(set) var forgotten: [ResponseID] = []

  init(isKept: Bool) { self.isKept = isKept }

  fileprivate mutating func note(forgotten id: ResponseID) {
    if forgotten.count < Self.mostForgotten { return forgotten.append(id) }
    forgotten = []
    mustRewrite = true
  }
}
