extension JSONReader {
  /// Takes any value, checking its syntax, its depth and that no object in it has a member twice.
  public mutating func skipValue() -> Bool {
    switch peekKind() {
    case .string: return scanString()
    case .number: return numberToken()
    case .boolean: return boolean() != nil
    case .null: return null()
    case .object: return skipObject()
    case .array: return skipArray()
    case nil: return false
    }
  }

  private mutating func skipObject() -> Bool {
    guard beginObject() else { return false }
    if emptyObject() { return true }
    let level = beginKeys()
    repeat {
      guard key(), noteKey(level), skipValue() else { return false }
    } while comma()
    endKeys(level)
    return endObject()
  }

  private mutating func skipArray() -> Bool {
    guard beginArray() else { return false }
    if emptyArray() { return true }
    repeat {
      guard skipValue() else { return false }
    } while comma()
    return endArray()
  }

  /// Takes any value and hands it out as text, white space around it left off.
  public mutating func rawValue() -> JSONSlice? {
    skipWhitespace()
    let start = offset
    guard skipValue() else { return nil }
    return JSONSlice(buffer: buffer, start: start, count: offset - start)
  }

  // MARK: duplicate members

  /// Starts a set of member names for an object whose names are not all known to the caller.
  public mutating func beginKeys() -> Int { keys.count }

  /// Adds the token to the set that `beginKeys` started at `level`; false with `duplicateKey` when it is there.
  public mutating func noteKey(_ level: Int) -> Bool {
    let hash = withToken(KeyTracker.hash)
    let entry = KeyTracker.Entry(hash: hash, text: takeString())
    if keys.insert(entry, level: level) { return true }
    return fail(.duplicateKey)
  }

  /// Records that a member came twice. Always false.
  @inline(never)
  public mutating func duplicate() -> Bool { fail(.duplicateKey) }

  /// Drops the set started at `level`.
  public mutating func endKeys(_ level: Int) { keys.end(level) }
}

/// The names seen in the objects that are open, innermost last.
struct KeyTracker {
  struct Entry {
    let hash: UInt64
    let text: JSONString
  }

  /// From this many names on a level is searched through an index instead of one by one.
  private static let indexed = 32

  private var entries: [Entry] = []
  private var indexes: [Int: [UInt64: Int]] = [:]

  /// Names held, all levels together.
  var count: Int { entries.count }

  /// Differs from run to run, so that nobody can choose names that collide.
  private static let seed = UInt64.random(in: .min ... .max)

  static func hash(_ bytes: Span<UInt8>) -> UInt64 {
    var hash = seed ^ UInt64(bytes.count)
    var index = 0
    while index < bytes.count {
      var word: UInt64 = 0
      for offset in 0..<min(8, bytes.count - index) { word |= UInt64(bytes[index + offset]) << UInt64(offset * 8) }
      let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      hash = product.high ^ product.low
      index += 8
    }
    return hash
  }

  /// False when the level holds the name already.
  mutating func insert(_ entry: Entry, level: Int) -> Bool {
    let count = entries.count - level
    if count >= Self.indexed { return insertIndexed(entry, level: level) }
    for index in level..<entries.count where entries[index].hash == entry.hash {
      if entries[index].text == entry.text { return false }
    }
    entries.append(entry)
    return true
  }

  private mutating func insertIndexed(_ entry: Entry, level: Int) -> Bool {
    var index = indexes.removeValue(forKey: level) ?? [:]
    defer { indexes[level] = index }
    if index.isEmpty { for position in level..<entries.count { index[entries[position].hash] = position } }
    if let position = index[entry.hash] {
      // Equal hashes of different names are so rare that a walk over the level costs nothing.
      if entries[position].text == entry.text || entries[level...].contains(where: { $0.text == entry.text }) {
        return false
      }
    }
    index[entry.hash] = entries.count
    entries.append(entry)
    return true
  }

  mutating func end(_ level: Int) {
    guard entries.count > level else { return }
    if !indexes.isEmpty { indexes = indexes.filter { $0.key < level } }
    entries.removeSubrange(level...)
  }
}
