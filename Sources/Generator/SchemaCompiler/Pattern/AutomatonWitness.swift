import SchemaRuntime

/// Examples of accepted strings, for errors: "admits `--output=x`" convinces an author where "may be read as an option"
/// does not. They are deterministic, so that the text of an error does not change from build to build.
extension Automaton {
  /// The shortest accepted string, in bytes, that begins with `prefix`; nil when there is none. Of equally short ones
  /// the one that reads best: letters and digits first, then punctuation, space, other characters, controls.
  package func shortestWitness(after prefix: [UInt8] = []) -> [UInt8]? {
    var search = ByteTable(dfa)
    for byte in prefix { search.table.start = search.target(search.table.start, byte) }
    return search.shortestWitness().map { prefix + $0 }
  }

  /// An accepted string of at least `minCodePoints` and at most `maxCodePoints` code points, with as few as possible;
  /// nil when there is none. Code points are counted as bytes that do not continue a UTF-8 sequence. This is how a
  /// pattern and the lengths beside it are asked together: lengths as automata would need a state for each code point.
  package func shortestWitness(minCodePoints: Int, maxCodePoints: Int? = nil) -> [UInt8]? {
    LengthSearch(ByteTable(dfa)).run(from: minCodePoints, to: maxCodePoints ?? .max)
  }

  /// The shortest accepted string that contains one of `bytes`; nil when there is none. Searched in two copies of the
  /// automaton, before and after such a byte: only the second accepts.
  package func witness(containing bytes: ByteSet) -> [UInt8]? {
    let own = ByteTable(dfa)
    let states = Int32(dfa.stateCount)
    // Each class is divided into its bytes that are in the set and those that are not.
    let classes = (0..<256).map { own.classes[$0] * 2 + (bytes.contains(UInt8($0)) ? 1 : 0) }
    var twice = ByteTable(TransitionTable(symbolCount: dfa.classCount * 2), classes: classes)
    for _ in 1..<max(1, states) { _ = twice.table.add(accepting: false) }
    for state in 0..<states { _ = twice.table.add(accepting: own.table.accepting[Int(state)]) }
    for state in 0..<states {
      for symbol in 0..<dfa.classCount {
        let target = own.table.target(state, symbol)
        if target == 0 { continue }
        twice.table.set(state, symbol * 2, to: target)
        twice.table.set(state, symbol * 2 + 1, to: target + states)
        for found in 0...1 { twice.table.set(state + states, symbol * 2 + found, to: target + states) }
      }
    }
    twice.table.start = own.table.start
    return twice.shortestWitness()
  }
}

/// How well a byte reads, best first. `x` leads, as a witness that may be anything then reads like a
/// placeholder.
enum Readability {
  static let tiers: [[UInt8]] = [
    Array("xabcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8),
    Array("-_=./:,+@%#!$&*'\"()<>?;[]{}|^~`\\".utf8), [0x20], Array(0x80...0xFF), Array(0...0x1F) + [0x7F],
  ]
  /// All 256 bytes, for choosing the representative of a class.
  static let order: [UInt8] = tiers.flatMap { $0 }
  /// 256 entries. A control costs more than several characters of other scripts.
  static let cost: [Int] = {
    let costs = [0, 1, 2, 4, 16]
    var table = [Int](repeating: 0, count: 256)
    for (tier, bytes) in tiers.enumerated() { for byte in bytes { table[Int(byte)] = costs[tier] } }
    return table
  }()
}

extension ByteTable {
  /// The shortest accepted string from the start state on: distances to acceptance first, then, among the shortest
  /// ways, the one that costs least to read. Linear in the table.
  fileprivate func shortestWitness() -> [UInt8]? {
    let bytes = representatives(in: Readability.order)
    let (distance, order) = distances(bytes)
    guard distance[Int(table.start)] < Int32.max else { return nil }
    var cost = [Int](repeating: 0, count: table.stateCount)
    var choice = [UInt8](repeating: 0, count: table.stateCount)
    // Nearest first: the cost of everything a step can lead to is known.
    for state in order where distance[Int(state)] > 0 {
      var best = Int.max
      for byte in bytes {
        let target = Int(self.target(state, byte))
        guard distance[target] == distance[Int(state)] - 1 else { continue }
        let total = Readability.cost[Int(byte)] + cost[target]
        if total < best { (best, choice[Int(state)]) = (total, byte) }
      }
      cost[Int(state)] = best
    }
    var witness: [UInt8] = []
    var state = table.start
    while distance[Int(state)] > 0 {
      witness.append(choice[Int(state)])
      state = target(state, choice[Int(state)])
    }
    return witness
  }

  /// Bytes from each state to the nearest acceptance (`Int32.max`: none), and the states that have one, nearest first.
  /// A breadth-first search backwards from all accepting states at once.
  private func distances(_ bytes: [UInt8]) -> ([Int32], [Int32]) {
    var sources = [[Int32]](repeating: [], count: table.stateCount)
    for state in 0..<Int32(table.stateCount) {
      for byte in bytes { sources[Int(target(state, byte))].append(state) }
    }
    var distance = [Int32](repeating: .max, count: table.stateCount)
    var order = (0..<Int32(table.stateCount)).filter { table.accepting[Int($0)] }
    for state in order { distance[Int(state)] = 0 }
    var index = 0
    while index < order.count {
      let state = order[index]
      for source in sources[Int(state)] where distance[Int(source)] == .max {
        distance[Int(source)] = distance[Int(state)] + 1
        order.append(source)
      }
      index += 1
    }
    return (distance, order)
  }
}

/// A breadth-first search over (state, code points so far), one number of code points after the other. A layer has each
/// state at most once, so the trail is bounded by the states times the code points.
private struct LengthSearch {
  private let automaton: ByteTable
  /// By tier of `Readability`, the bytes that begin a code point, so that of several ways to a state the best reading
  /// one is kept.
  private let leading: [[UInt8]]
  /// The bytes that continue one.
  private let trailing: [UInt8]
  /// Every state reached, with the entry and the byte that led to it: the witness is read off backwards.
  private var trail: [(state: Int32, parent: Int, byte: UInt8)] = []

  init(_ automaton: ByteTable) {
    self.automaton = automaton
    leading = Readability.tiers.map { tier in tier.filter { $0 & 0xC0 != 0x80 } }
    trailing = Array(0x80...0xBF)
  }

  /// Beyond `minimum` plus the number of states a cycle could be left out, so nothing new is found there: the search
  /// ends without a bound from the schema.
  func run(from minimum: Int, to maximum: Int) -> [UInt8]? {
    var search = self
    guard automaton.table.start != 0 else { return nil }
    search.trail.append((automaton.table.start, -1, 0))
    var layer = 0..<1
    var count = 0
    let (sum, overflow) = max(0, minimum).addingReportingOverflow(automaton.table.stateCount)
    let last = min(maximum, overflow ? .max : sum)
    while count <= last, !layer.isEmpty {
      layer = search.continued(layer)
      if count >= minimum, let end = layer.first(where: { search.isAccepting($0) }) { return search.path(to: end) }
      layer = search.advanced(layer)
      count += 1
    }
    return nil
  }

  private func isAccepting(_ entry: Int) -> Bool { automaton.table.accepting[Int(trail[entry].state)] }

  /// The layer with the states that continuation bytes lead to: they add no code point, so they belong to the same
  /// layer.
  private mutating func continued(_ layer: Range<Int>) -> Range<Int> {
    var seen = Set(layer.map { trail[$0].state })
    var index = layer.lowerBound
    while index < trail.count {
      extend(index, by: trailing, &seen)
      index += 1
    }
    return layer.lowerBound..<trail.count
  }

  /// The layer with one more code point.
  private mutating func advanced(_ layer: Range<Int>) -> Range<Int> {
    let first = trail.count
    var seen: Set<Int32> = []
    for tier in leading {
      for index in layer { extend(index, by: tier, &seen) }
    }
    return first..<trail.count
  }

  /// Adds the states that one of `bytes` leads to and that the layer does not have yet.
  private mutating func extend(_ index: Int, by bytes: [UInt8], _ seen: inout Set<Int32>) {
    for byte in bytes {
      let target = automaton.target(trail[index].state, byte)
      if target != 0, seen.insert(target).inserted { trail.append((target, index, byte)) }
    }
  }

  private func path(to end: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var index = end
    while trail[index].parent >= 0 {
      bytes.append(trail[index].byte)
      index = trail[index].parent
    }
    return bytes.reversed()
  }
}
