/// Where rows are, by the hash of what they name: three arrays, made once. A dictionary of arrays would hash the hash
/// again for each request, and take an allocation for each name at the start.
struct NameIndex: Sendable {
  /// By bucket, the low bits of the hash.
  private let entries: [(hash: UInt64, position: Int)]
  /// Where each bucket begins among them, and where the last one ends.
  private let begins: [Int32]
  private let mask: UInt64

  init(_ named: [(hash: UInt64, position: Int)]) {
    var buckets = 1
    while buckets < named.count { buckets *= 2 }
    mask = UInt64(buckets - 1)
    var begins = [Int32](repeating: 0, count: buckets + 1)
    for entry in named { begins[Int(entry.hash & mask) + 1] += 1 }
    for bucket in 0..<buckets { begins[bucket + 1] += begins[bucket] }
    var next = begins
    var entries = named
    for entry in named {
      let bucket = Int(entry.hash & mask)
      entries[Int(next[bucket])] = entry
      next[bucket] += 1
    }
    self.entries = entries
    self.begins = begins
  }

  /// Calls `body` with every position of that hash.
  @inline(__always)
  func forEach(_ hash: UInt64, _ body: (Int) -> Void) {
    let bucket = Int(hash & mask)
    for index in Int(begins[bucket])..<Int(begins[bucket + 1]) where entries[index].hash == hash {
      body(entries[index].position)
    }
  }
}
