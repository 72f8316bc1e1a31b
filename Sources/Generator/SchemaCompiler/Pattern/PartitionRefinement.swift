/// Hopcroft's algorithm: which states of a table accept the same strings, in O(k * n * log n) for n states and k
/// symbols. Moore's refinement is shorter, but quadratic on the chains that counted repetitions are.
///
/// All state is in flat arrays: a block is a range of `states`, and splitting it moves no memory but the states that
/// are marked.
struct PartitionRefinement {
  /// The block of each state; states in one block are equivalent once `run` has returned.
  private(set) var blockOf: [Int32]
  /// The number of equivalence classes once `run` has returned.
  var blockCount: Int { firstOf.count }

  /// States ordered by block; a block is the slice `firstOf[b]..<endOf[b]`, its marked states first.
  private var states: [Int32]
  /// By state, its index in `states`.
  private var positionOf: [Int32]
  /// By block: where it begins and ends in `states`, and how many of its states are marked. All three grow together.
  private var firstOf: [Int32] = []
  private var endOf: [Int32] = []
  private var markedOf: [Int32] = []
  /// Blocks that others have yet to be split by, as a stack: the order does not matter for the result.
  private var pending: [Int32] = []
  private var isPending: [Bool] = []
  /// Predecessors of state `t` on symbol `c`: `sources[offsets[i]..<offsets[i + 1]]` with `i = c * n + t`. One array
  /// for all of them, as n * k separate ones would cost an allocation each.
  private var offsets: [Int32]
  private var sources: [Int32]
  private let symbolCount: Int

  /// Starts with two blocks, the rejecting and the accepting states.
  init(_ table: TransitionTable) {
    let count = table.stateCount
    symbolCount = table.symbolCount
    states = []
    states.reserveCapacity(count)
    for state in 0..<count where !table.accepting[state] { states.append(Int32(state)) }
    let rejecting = Int32(states.count)
    for state in 0..<count where table.accepting[state] { states.append(Int32(state)) }
    blockOf = [Int32](repeating: 0, count: count)
    positionOf = blockOf
    offsets = [Int32](repeating: 0, count: count * symbolCount + 1)
    sources = [Int32](repeating: 0, count: count * symbolCount)
    for (position, state) in states.enumerated() { positionOf[Int(state)] = Int32(position) }
    invert(table)
    firstOf.reserveCapacity(count)
    endOf.reserveCapacity(count)
    markedOf.reserveCapacity(count)
    isPending.reserveCapacity(count)
    addBlock(0..<rejecting)
    if rejecting < count { addBlock(rejecting..<Int32(count)) }
  }

  /// A counting sort of all transitions by symbol and target: count, sum up, fill.
  private mutating func invert(_ table: TransitionTable) {
    let count = table.stateCount
    for state in 0..<count {
      for symbol in 0..<symbolCount {
        offsets[symbol * count + Int(table.next[state * symbolCount + symbol]) + 1] += 1
      }
    }
    for index in 1..<offsets.count { offsets[index] += offsets[index - 1] }
    var cursors = offsets
    for state in 0..<count {
      for symbol in 0..<symbolCount {
        let index = symbol * count + Int(table.next[state * symbolCount + symbol])
        sources[Int(cursors[index])] = Int32(state)
        cursors[index] += 1
      }
    }
  }

  /// Makes a range of `states` a block, which others are then split by.
  private mutating func addBlock(_ positions: Range<Int32>) {
    let block = Int32(firstOf.count)
    firstOf.append(positions.lowerBound)
    endOf.append(positions.upperBound)
    markedOf.append(0)
    isPending.append(true)
    pending.append(block)
    for position in positions { blockOf[Int(states[Int(position)])] = block }
  }

  /// Splits blocks until no block distinguishes the states of another one.
  mutating func run() {
    let count = states.count
    var members: [Int32] = []
    var touched: [Int32] = []
    while let splitter = pending.popLast() {
      isPending[Int(splitter)] = false
      // A copy of the splitter: while it is being used, it may be split itself, and its states are moved.
      members.removeAll(keepingCapacity: true)
      members += states[Int(firstOf[Int(splitter)])..<Int(endOf[Int(splitter)])]
      for symbol in 0..<symbolCount {
        touched.removeAll(keepingCapacity: true)
        for member in members {
          let index = symbol * count + Int(member)
          for source in Int(offsets[index])..<Int(offsets[index + 1]) { mark(sources[source], touched: &touched) }
        }
        for block in touched { split(Int(block)) }
      }
    }
  }

  /// Moves a state among the marked ones at the front of its block, by one swap. The block is noted in `touched` once.
  private mutating func mark(_ state: Int32, touched: inout [Int32]) {
    let block = Int(blockOf[Int(state)])
    if markedOf[block] == 0 { touched.append(Int32(block)) }
    let position = Int(positionOf[Int(state)])
    let target = Int(firstOf[block] + markedOf[block])
    states.swapAt(position, target)
    positionOf[Int(states[position])] = Int32(position)
    positionOf[Int(state)] = Int32(target)
    markedOf[block] += 1
  }

  /// Separates the marked states of a block from the others. The smaller part becomes a new block, which is pending:
  /// each state is then looked at O(log n) times, which is where Hopcroft's bound comes from. If the old number is
  /// pending as well, both parts are used, as they must be.
  private mutating func split(_ block: Int) {
    let middle = firstOf[block] + markedOf[block]
    let marked = firstOf[block]..<middle
    let rest = middle..<endOf[block]
    markedOf[block] = 0
    if rest.isEmpty { return }
    let smaller = marked.count <= rest.count ? marked : rest
    let larger = marked.count <= rest.count ? rest : marked
    firstOf[block] = larger.lowerBound
    endOf[block] = larger.upperBound
    addBlock(smaller)
  }
}
