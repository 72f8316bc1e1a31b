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
  /// Nodes below which every value has the same symbol.
  private var uniform: [Uniform: Branch] = [:]
  private let intervals: [(range: ClosedRange<UInt32>, symbol: Int32)]
  /// The interval that the next value may lie in: values are asked for in ascending order.
  private var cursor = 0

  private struct Uniform: Hashable {
    let symbol: Int32
    let continuations: UInt32
  }

  init(_ alphabet: ScalarAlphabet) {
    intervals = alphabet.intervals
    for byte in UInt32(0)..<0x80 { root[Int(byte)] = branch(byte, 0, least: 0) }
    for lead in UInt32(0)..<0x20 { root[0xC0 + Int(lead)] = branch(lead << 6, 1, least: 0x80) }
    for lead in UInt32(0)..<0x10 { root[0xE0 + Int(lead)] = branch(lead << 12, 2, least: 0x800) }
    for lead in UInt32(0)..<0x05 { root[0xF0 + Int(lead)] = branch(lead << 18, 3, least: 0x10000) }
  }

  /// What is decided by the last `continuations` bytes of a character, of whose values `first` is the smallest.
  /// Values below `least` have a shorter form. Costs as much as there are ends of intervals, not as there are values.
  private mutating func branch(_ first: UInt32, _ continuations: UInt32, least: UInt32) -> Branch {
    let last = first | (1 << (6 * continuations) - 1)
    if last < least { return .nowhere }
    while cursor < intervals.count, intervals[cursor].range.upperBound < first { cursor += 1 }
    guard cursor < intervals.count, intervals[cursor].range.lowerBound <= last else { return .nowhere }
    let (range, symbol) = intervals[cursor]
    let isUniform = range.lowerBound <= first && last <= range.upperBound && least <= first
    if continuations == 0 { return .symbol(symbol) }
    let key = Uniform(symbol: symbol, continuations: continuations)
    if isUniform, let known = uniform[key] { return known }
    var branches: [Branch] = []
    for part in UInt32(0)..<64 {
      branches.append(branch(first + part << (6 * (continuations - 1)), continuations - 1, least: least))
    }
    let added = node(branches)
    if isUniform { uniform[key] = added }
    return added
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
