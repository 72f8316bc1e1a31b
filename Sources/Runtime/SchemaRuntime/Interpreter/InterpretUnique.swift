import JSONCore

/// `uniqueItems` in one pass: each element is hashed while it is read, nothing is built. Two elements are compared only
/// when their hashes agree, which, with a seed of the process, happens to equal ones. So the time is linear in the
/// array, and no text can be written that makes it quadratic.
extension Interpretation {
  /// The array begins at `mark`, has been read before and holds more than one element.
  mutating func interpretUnique(_ node: PreparedNode, from mark: JSONMark) -> Bool {
    reader.reset(to: mark)
    guard reader.beginArray() else { return false }
    // By hash: the first element that has it. A collision of different elements moves on to the next number.
    var positions: [Int: (offset: Int, index: Int)] = [:]
    var index = 0
    var valid = true
    repeat {
      _ = reader.peek()
      let offset = reader.offset
      // One hash for the whole element, whatever is in it: O(bytes) for the array, one dictionary entry for an element.
      guard var hash = hashValue() else { return false }
      while let first = positions[hash] {
        if elementsAreEqual(first.offset, offset) {
          // One violation for the array: a list of all pairs could grow with the square of its length.
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
      // Of equal elements the first keeps its entry: all others are compared with it.
      if positions[hash] == nil { positions[hash] = (offset, index) }
      index += 1
    } while reader.comma()
    return reader.endArray() && valid
  }

  /// Compares two values at the reader's nesting; leaves it behind the second. Equality is that of JSON Schema (Core,
  /// 4.2.2), so `1` and `1.0` are equal.
  private mutating func elementsAreEqual(_ first: Int, _ second: Int) -> Bool {
    reader.reset(to: first)
    let left = JSONValue(from: &reader)
    reader.reset(to: second)
    return left == JSONValue(from: &reader)
  }

  /// Takes a value and hashes it so that equal values have equal hashes; nil for an error of the text. The kind goes
  /// first, so that `"1"` and 1 differ.
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
      // `takeNumber` gives `1.0` and `1` as the same integer, so they hash alike, as equal values must.
      case .int(let int): hasher.combine(int)
      case .decimal(let decimal): hasher.combine(decimal)
      }
    case .string:
      guard reader.string() else { return nil }
      hashToken(into: &hasher)
    // Recursion is bounded by the reader's depth: the array has been read once under the same bound.
    case .array: return hashElements(&hasher)
    case .object: return hashMembers(&hasher)
    }
    return hasher.finalize()
  }

  /// The order of elements counts: their hashes are fed in one after the other.
  private mutating func hashElements(_ hasher: inout Hasher) -> Int? {
    guard reader.beginArray() else { return nil }
    guard !reader.emptyArray() else { return hasher.finalize() }
    repeat {
      guard let element = hashValue() else { return nil }
      hasher.combine(element)
    } while reader.comma()
    return reader.endArray() ? hasher.finalize() : nil
  }

  /// The order of members does not count: their hashes are added up, name and value hashed together.
  private mutating func hashMembers(_ hasher: inout Hasher) -> Int? {
    guard reader.beginObject() else { return nil }
    guard !reader.emptyObject() else { return hasher.finalize() }
    var sum = 0
    repeat {
      guard reader.key() else { return nil }
      var member = Hasher()
      hashToken(into: &member)
      guard let value = hashValue() else { return nil }
      // Added with overflow: a sum does not depend on the order.
      member.combine(value)
      sum &+= member.finalize()
    } while reader.comma()
    hasher.combine(sum)
    return reader.endObject() ? hasher.finalize() : nil
  }

  /// Eight bytes at a time, the last ones masked; the length goes first, so that zeros at the end count.
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
