import JSONCore

/// `uniqueItems` in one pass: each element is hashed while it is read, nothing is built. Two elements are compared only
/// when their hashes agree, which, with a seed of the process, happens to equal ones.
extension Interpretation {
  /// The array begins at `mark`, has been read before and holds more than one element.
  mutating func interpretUnique(_ node: PreparedNode, from mark: JSONMark) -> Bool {
    reader.reset(to: mark)
    guard reader.beginArray() else { return false }
    var places: [Int: (offset: Int, index: Int)] = [:]
    var index = 0
    var valid = true
    repeat {
      _ = reader.peek()
      let offset = reader.offset
      guard var hash = hashValue() else { return false }
      while let first = places[hash] {
        if elementsAreEqual(first.offset, offset) {
          if valid {
            valid = refuse(
              node, "uniqueItems", at: mark.offset,
              "must not have equal elements: \(first.index) and \(index) are equal")
          }
          if !report.isCollecting { return false }
          break
        }
        hash &+= 1
      }
      if places[hash] == nil { places[hash] = (offset, index) }
      index += 1
    } while reader.comma()
    return reader.endArray() && valid
  }

  /// Compares two values at the reader's nesting; leaves it behind the second.
  private mutating func elementsAreEqual(_ first: Int, _ second: Int) -> Bool {
    reader.reset(to: first)
    let left = JSONValue(from: &reader)
    reader.reset(to: second)
    return left == JSONValue(from: &reader)
  }

  /// Takes a value and hashes it so that equal values have equal hashes; nil for a fault of the text.
  private mutating func hashValue() -> Int? {
    guard let kind = reader.peekKind() else { return nil }
    var hasher = Hasher()
    hasher.combine(kind.rawValue)
    switch kind {
    case .null: guard reader.null() else { return nil }
    case .boolean:
      guard let value = reader.boolean() else { return nil }
      hasher.combine(value)
    case .number:
      guard let value = takeNumber() else { return nil }
      switch value {
      case .int(let int): hasher.combine(int)
      case .decimal(let decimal): hasher.combine(decimal)
      }
    case .string:
      guard reader.string() else { return nil }
      hashToken(into: &hasher)
    case .array: return hashElements(&hasher)
    case .object: return hashMembers(&hasher)
    }
    return hasher.finalize()
  }

  private mutating func hashElements(_ hasher: inout Hasher) -> Int? {
    guard reader.beginArray() else { return nil }
    guard !reader.emptyArray() else { return hasher.finalize() }
    repeat {
      guard let element = hashValue() else { return nil }
      hasher.combine(element)
    } while reader.comma()
    return reader.endArray() ? hasher.finalize() : nil
  }

  /// The order of members does not count: their hashes are added up.
  private mutating func hashMembers(_ hasher: inout Hasher) -> Int? {
    guard reader.beginObject() else { return nil }
    guard !reader.emptyObject() else { return hasher.finalize() }
    var sum = 0
    repeat {
      guard reader.key() else { return nil }
      var member = Hasher()
      hashToken(into: &member)
      guard let value = hashValue() else { return nil }
      member.combine(value)
      sum &+= member.finalize()
    } while reader.comma()
    hasher.combine(sum)
    return reader.endObject() ? hasher.finalize() : nil
  }

  private mutating func hashToken(into hasher: inout Hasher) {
    let count = reader.tokenCount
    hasher.combine(count)
    var offset = 0
    while offset < count {
      let rest = count &- offset
      hasher.combine(reader.tokenWord(offset) & (rest >= 8 ? .max : 1 << UInt64(rest &* 8) &- 1))
      offset &+= 8
    }
  }
}
