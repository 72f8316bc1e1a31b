import SchemaRuntime

/// How UTF-8 encodes the symbols of an alphabet: a tree of bytes, equal subtrees shared, with the symbols as leaves.
/// `ByteExpansion` hangs it below every state of the pattern's automaton.
///
/// Only well-formed sequences (RFC 3629) lead to a symbol: overlong forms, surrogates and values above U+10FFFF lead
/// nowhere. What the bytes of a node lead to is kept as runs, so a tree costs as much as there are ends of intervals:
/// listing all blocks of 64 code points took longer than everything else for a small pattern.
struct UTF8Tree {
  /// What a byte leads to.
  enum Branch: Equatable {
    case nowhere
    case symbol(Int32)
    /// A node that expects a continuation byte.
    case node(Int32)

    /// One number for each.
    fileprivate var code: Int32 {
      switch self {
      case .nowhere: -1
      case .symbol(let symbol): symbol << 1
      case .node(let node): node << 1 | 1
      }
    }

    fileprivate init(code: Int32) {
      self = code < 0 ? .nowhere : code & 1 == 0 ? .symbol(code >> 1) : .node(code >> 1)
    }
  }

  /// Consecutive bytes that lead to the same.
  struct Run {
    /// The last of them; of a continuation byte minus 0x80.
    let last: Int
    let branch: Branch
  }

  /// By first byte, up to 0xFF: what begins no character is included, as `nowhere`.
  private(set) var root: [Run] = []
  /// Whether a symbol has values of more than one byte.
  private(set) var isWide: [Bool]

  /// By node its runs, up to 63: pairs of the last byte and the branch. Children come before their parents.
  private var nodes = ListTable(count: 16)
  /// The runs of the nodes being made, those of children behind their parents'.
  private var runs: [Run] = []
  /// By symbol and number of continuation bytes, the node below which every value has that symbol: long ranges are
  /// mostly made of these, and each is built once.
  private var uniform: [Branch?]
  private let intervals: [(range: ClosedRange<UInt32>, symbol: Int32)]
  /// The interval that the next value may be in: values are asked for in ascending order, so all intervals together are
  /// passed once.
  private var cursor = 0

  init(_ alphabet: ScalarAlphabet) {
    intervals = alphabet.intervals
    isWide = [Bool](repeating: false, count: alphabet.symbolCount)
    uniform = [Branch?](repeating: nil, count: alphabet.symbolCount * 3)
    for interval in intervals where interval.range.upperBound >= 0x80 { isWide[Int(interval.symbol)] = true }
    // By first byte: the number of continuation bytes and the least value that may be encoded with them. C0, C1 and F5
    // to FF begin nothing.
    addLeads(0x00..<0x80, 0, least: 0)
    addLeads(0x80..<0xC0, nil, least: 0)
    addLeads(0xC0..<0xE0, 1, least: 0x80)
    addLeads(0xE0..<0xF0, 2, least: 0x800)
    addLeads(0xF0..<0xF5, 3, least: 0x10000)
    addLeads(0xF5..<0x100, nil, least: 0)
  }

  var nodeCount: Int { nodes.count }

  /// Which runs are those of a node.
  func runs(of node: Int) -> Range<Int> {
    let positions = nodes.indices(of: node)
    return positions.lowerBound / 2..<positions.upperBound / 2
  }

  /// A run by its number, decoded from the pair of numbers it is stored as.
  subscript(run: Int) -> Run { Run(last: Int(nodes[run * 2]), branch: Branch(code: nodes[run * 2 + 1])) }

  /// First bytes that `continuations` others follow; nil: that begin no character.
  private mutating func addLeads(_ bytes: Range<Int>, _ continuations: UInt32?, least: UInt32) {
    guard let continuations else { return root.append(Run(last: bytes.upperBound - 1, branch: .nowhere)) }
    findRuns(bytes.count, of: 1 << (6 * continuations), from: 0, continuations, least: least)
    for run in runs { root.append(Run(last: bytes.lowerBound + run.last, branch: run.branch)) }
    runs.removeAll(keepingCapacity: true)
  }

  /// What `count` parts of `size` values each, the first of which begins with `first`, lead to with `continuations`
  /// bytes to come: adds to `runs`. Values below `least` have a shorter form. Parts that no interval ends in are
  /// skipped in one step.
  private mutating func findRuns(
    _ count: Int, of size: UInt32, from first: UInt32, _ continuations: UInt32, least: UInt32
  ) {
    let bottom = runs.count
    let end = first + UInt32(count) * size
    var low = first
    while low < end {
      while cursor < intervals.count, intervals[cursor].range.upperBound < low { cursor += 1 }
      var branch = Branch.nowhere
      var next = end
      if low + size <= least {
        next = least / size * size
      } else if cursor < intervals.count, intervals[cursor].range.lowerBound >= low + size {
        next = intervals[cursor].range.lowerBound / size * size
      } else if cursor < intervals.count {
        let (range, symbol) = intervals[cursor]
        let isUniform = max(range.lowerBound, least) <= low && low + size - 1 <= range.upperBound
        branch = isUniform ? same(symbol, continuations) : node(from: low, continuations, least: least)
        next = isUniform ? (range.upperBound + 1) / size * size : low + size
      }
      low = min(next, end)
      if runs.count > bottom, runs[runs.count - 1].branch == branch { runs.removeLast() }
      runs.append(Run(last: Int((low - first) / size) - 1, branch: branch))
    }
  }

  /// The branch to `continuations` bytes all of whose values have one symbol.
  private mutating func same(_ symbol: Int32, _ continuations: UInt32) -> Branch {
    if continuations == 0 { return .symbol(symbol) }
    let position = Int(symbol) * 3 + Int(continuations) - 1
    if let known = uniform[position] { return known }
    let branch = same(symbol, continuations - 1)
    runs.append(Run(last: 63, branch: branch))
    let added = node(from: runs.count - 1)
    uniform[position] = added
    return added
  }

  /// The branch to the values from `first` on that `continuations` bytes distinguish.
  private mutating func node(from first: UInt32, _ continuations: UInt32, least: UInt32) -> Branch {
    let bottom = runs.count
    findRuns(64, of: 1 << (6 * (continuations - 1)), from: first, continuations - 1, least: least)
    return node(from: bottom)
  }

  /// The branch to the node whose runs are those from `bottom` on, which are taken away. Equal nodes are one: the table
  /// of lists finds them.
  private mutating func node(from bottom: Int) -> Branch {
    defer { runs.removeLast(runs.count - bottom) }
    if runs.count == bottom + 1, runs[bottom].branch == .nowhere { return .nowhere }
    for run in runs[bottom...] {
      nodes.append(Int32(run.last))
      nodes.append(run.branch.code)
    }
    return .node(Int32(nodes.close().number))
  }
}
