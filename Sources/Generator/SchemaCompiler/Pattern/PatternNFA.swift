import SchemaRuntime

/// Thompson's automaton of a pattern over scalar sets, with `^`, `$`, `\b` and `\B` kept as conditions on empty moves.
/// The `Determinizer` resolves these, since only it knows what is on either side of a position.
///
/// Built back to front: every part is given the node that follows it, so no list of loose ends is patched afterwards.
struct PatternNFA {
  /// Indices are 32 bits, as the sets of the subset construction hold millions of them.
  enum Node {
    case consume(set: Int, next: Int32)
    case split(Int32, Int32)
    case start(Int32)
    case end(Int32)
    case wordBoundary(negated: Bool, next: Int32)
    case accept
  }

  private(set) var nodes: [Node] = []
  /// The sets that nodes consume; the first is that of all scalar values.
  private(set) var sets: [ScalarSet] = []
  /// The node before the first character.
  private(set) var entry: Int32 = 0
  /// Accepting whatever follows: a match has been found.
  private(set) var accept: Int32 = 0
  /// Nodes at the same position in the copies of an optional repetition share a chain: the one with the higher rank has
  /// more copies left, so it accepts all that the others accept and they need not be followed. Without this,
  /// `a.{0,50}b` would need a state for every set of positions where an `a` was seen. -1: no chain.
  private(set) var chains: [Int32] = []
  private(set) var ranks: [Int32] = []
  private(set) var chainCount: Int32 = 0
  /// The set of word characters; nil while no condition asks for it.
  private(set) var wordSet: Int?

  private var setNumbers: [ScalarSet: Int] = [:]
  private let stateBudget: Int
  /// 16 nodes for each state of the budget (160,000 by default): repetitions are written out, so a short pattern such
  /// as `((a{1000}){1000}){1000}` must be stopped here, before any determinizing.
  private let nodeLimit: Int

  /// Builds the automaton that searches for the pattern anywhere in a string.
  init(searching syntax: PatternSyntax, stateBudget: Int) throws(PatternError) {
    self.stateBudget = stateBudget
    self.nodeLimit = max(1000, stateBudget * 16)
    let any = number(of: .all)
    accept = try add(.accept)
    let pattern = try build(syntax, then: accept)
    // `pattern` is searched for, not anchored (validation, 6.3.3 of draft 2020-12): a loop over all characters in front
    // of it. The `.accept` only reserves the number until the node it loops to exists.
    let skip = try add(.accept)
    entry = try add(.split(skip, pattern))
    nodes[Int(skip)] = .consume(set: any, next: entry)
  }

  /// The only way to add a node: it keeps `chains` and `ranks` as long as `nodes` and holds the limit.
  private mutating func add(_ node: Node) throws(PatternError) -> Int32 {
    if nodes.count >= nodeLimit { throw PatternError(.tooManyStates(limit: stateBudget), at: 0) }
    nodes.append(node)
    chains.append(-1)
    ranks.append(0)
    return Int32(nodes.count - 1)
  }

  /// The number of a set; equal sets share one, which keeps the alphabet small.
  private mutating func number(of set: ScalarSet) -> Int {
    if let known = setNumbers[set] { return known }
    setNumbers[set] = sets.count
    sets.append(set)
    return sets.count - 1
  }

  /// The entry of `syntax` followed by `next`. Recurses as deep as groups are nested, which the parser bounds at 200.
  /// Throws for what needs a matcher with memory; look-around that `PatternCompiler.lookAround` took care of does not
  /// arrive here.
  private mutating func build(_ syntax: PatternSyntax, then next: Int32) throws(PatternError) -> Int32 {
    switch syntax {
    case .empty: return next
    case .scalars(let set): return try add(.consume(set: number(of: set), next: next))
    case .start: return try add(.start(next))
    case .end: return try add(.end(next))
    case .group(let body, _): return try build(body, then: next)
    case .wordBoundary(let negated):
      wordSet = number(of: .wordCharacters)
      return try add(.wordBoundary(negated: negated, next: next))
    case .look(let look): throw PatternError(.lookAround(look.opening), at: look.location)
    case .backReference(_, let location): throw PatternError(.backReference, at: location)
    case .concatenation(let parts):
      var next = next
      for part in parts.reversed() { next = try build(part, then: next) }
      return next
    case .alternation(let branches):
      var entry = try build(branches[branches.count - 1], then: next)
      for branch in branches.dropLast().reversed() {
        let first = try build(branch, then: next)
        entry = try add(.split(first, entry))
      }
      return entry
    case .repetition(let body, let minimum, let maximum, _):
      var next = next
      if let maximum {
        next = try optional(body, atMost: maximum - minimum, then: next)
      } else {
        next = try star(body, then: next)
      }
      for _ in 0..<minimum {
        let first = try build(body, then: next)
        // A body that adds no node matches only the empty string: more copies would change nothing, however large
        // `minimum` is.
        if first == next { break }
        next = first
      }
      return next
    }
  }

  /// The loop needs its number before its body is built, so it is reserved as `.accept` and overwritten.
  private mutating func star(_ body: PatternSyntax, then next: Int32) throws(PatternError) -> Int32 {
    let loop = try add(.accept)
    nodes[Int(loop)] = .split(try build(body, then: loop), next)
    return loop
  }

  /// `x{0,n}` as n nested options, `(x(x(x)?)?)?`, the last copy first. Each option leads straight to `next`, so the
  /// closure of a node does not run through all remaining copies. The copies are built by the same code, so nodes with
  /// the same offset in their copy correspond: they form a chain, ranked by copy.
  private mutating func optional(
    _ body: PatternSyntax, atMost count: Int, then next: Int32
  ) throws(PatternError) -> Int32 {
    var entry = next
    var chain: Int32?
    for copy in 0..<count {
      let first = nodes.count
      entry = try add(.split(try build(body, then: entry), next))
      let base = chain ?? chainCount
      if chain == nil { chainCount += Int32(nodes.count - first) }
      chain = base
      // Nodes of a repetition inside the body already have a chain of their own, one for each copy.
      for node in first..<nodes.count where chains[node] < 0 {
        chains[node] = base + Int32(node - first)
        ranks[node] = Int32(copy)
      }
    }
    return entry
  }
}
