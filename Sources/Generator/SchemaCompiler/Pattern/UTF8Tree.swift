import SchemaRuntime

/// How UTF-8 spells the symbols of an alphabet: a tree of bytes, equal subtrees shared, with the symbols as leaves.
///
/// Only well-formed sequences lead to a symbol: overlong forms, surrogates and values above U+10FFFF lead nowhere.
struct UTF8Tree {
  /// What a byte leads to.
  enum Branch: Hashable {
    case nowhere
    case symbol(Int32)
    /// A node that expects a continuation byte.
    case node(Int32)
  }

  /// By first byte: 256 entries.
  private(set) var root = [Branch](repeating: .nowhere, count: 256)
  /// By continuation byte minus 0x80: 64 entries each. Children come before their parents.
  private(set) var nodes: [[Branch]] = []
  private var numbers: [[Branch]: Int32] = [:]

  init(_ alphabet: ScalarAlphabet) {
    let blocks = smallestBlocks(alphabet)
    for value in 0..<0x80 { root[value] = Self.symbol(at: UInt32(value), in: alphabet) }
    for lead in 2..<32 { root[0xC0 + lead] = blocks[lead] }
    let middle = middleBlocks(alphabet, blocks)
    root[0xE0] = node([Branch](repeating: .nowhere, count: 32) + blocks[32..<64])
    for lead in 1..<16 { root[0xE0 + lead] = middle[lead] }
    for lead in 0..<5 {
      root[0xF0 + lead] = node(
        (0..<64).map { part in
          let index = lead * 64 + part
          return index >= 16 && index < middle.count ? middle[index] : .nowhere
        })
    }
  }

  /// For each 64 scalar values from 0 on, what the last byte decides: 0x110000 / 64 branches. The first two, ASCII,
  /// have no such byte.
  private mutating func smallestBlocks(_ alphabet: ScalarAlphabet) -> [Branch] {
    var whole: [Int32: Branch] = [:]
    var blocks: [Branch] = [.nowhere, .nowhere]
    var cursor = 0
    var first: UInt32 = 0x80
    while first < 0x110000 {
      if first == 0xD800 {
        blocks.append(contentsOf: repeatElement(.nowhere, count: 0x800 / 64))
        first = 0xE000
        continue
      }
      while alphabet.intervals[cursor].range.upperBound < first { cursor += 1 }
      let interval = alphabet.intervals[cursor]
      let uniform = (interval.range.upperBound + 1 - first) / 64
      let branch = uniform > 0 ? whole[interval.symbol] : nil
      let added = branch ?? node(leaves(from: first, in: alphabet, cursor: cursor))
      if uniform > 0 { whole[interval.symbol] = added }
      // As an array: element by element, a generator that was not optimized spent half of its time here.
      blocks += [Branch](repeating: added, count: Int(max(1, uniform)))
      first += 64 * max(1, uniform)
    }
    return blocks
  }

  /// For each 4096 scalar values, what the last two bytes decide. The first is spelled in shorter forms.
  private mutating func middleBlocks(_ alphabet: ScalarAlphabet, _ blocks: [Branch]) -> [Branch] {
    var whole: [Int32: Branch] = [:]
    var middle: [Branch] = [.nowhere]
    var cursor = 0
    while middle.count < 0x110 {
      let first = UInt32(middle.count) << 12
      while alphabet.intervals[cursor].range.upperBound < first { cursor += 1 }
      let interval = alphabet.intervals[cursor]
      let uniform = interval.range.contains(first) && interval.range.upperBound >= first + 0xFFF
      let place = middle.count * 64
      let branch = (uniform ? whole[interval.symbol] : nil) ?? node(Array(blocks[place..<(place + 64)]))
      if uniform { whole[interval.symbol] = branch }
      middle.append(branch)
    }
    return middle
  }

  private func leaves(from first: UInt32, in alphabet: ScalarAlphabet, cursor: Int) -> [Branch] {
    var cursor = cursor
    return (first..<(first + 64)).map { value in
      while alphabet.intervals[cursor].range.upperBound < value { cursor += 1 }
      return .symbol(alphabet.intervals[cursor].symbol)
    }
  }

  private static func symbol(at value: UInt32, in alphabet: ScalarAlphabet) -> Branch {
    alphabet.intervals.first { $0.range.contains(value) }.map { .symbol($0.symbol) } ?? .nowhere
  }

  private mutating func node(_ branches: [Branch]) -> Branch {
    if branches.allSatisfy({ $0 == .nowhere }) { return .nowhere }
    if let known = numbers[branches] { return .node(known) }
    let number = Int32(nodes.count)
    numbers[branches] = number
    nodes.append(branches)
    return .node(number)
  }
}
