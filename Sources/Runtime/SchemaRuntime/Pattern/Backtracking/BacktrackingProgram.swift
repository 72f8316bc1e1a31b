/// A pattern as instructions for `BacktrackingRun`, made once for a schema.
///
/// Registers 2n and 2n + 1 hold where group n begins and ends, -1 while it has not taken part; those behind them hold
/// where the rounds of repetitions began.
///
/// `(a|b)*` is: `split` (in or out), `save` where the round begins, `forget` the group, `save` its beginning, `split`,
/// `a`, `jump`, `b`, `save` its end, `progress`, `jump` back.
struct BacktrackingProgram: Sendable {
  enum Instruction: Sendable {
    /// One code point of the class with that number; backward, the one in front of the position.
    case scalars(Int, isBackward: Bool)
    /// Goes on at the first, and at the second when that fails.
    case split(Int, Int)
    case jump(Int)
    /// Notes the position in a register.
    case save(Int)
    /// Forgets captures: every round of a repetition begins without those of the one before.
    case forget(Range<Int>)
    /// Fails when nothing was consumed since the position in the register.
    case progress(Int)
    /// Consumes nothing, as the next three.
    case start
    case end
    case wordBoundary(isNegated: Bool)
    /// The text of a group once more; backward, what ends at the position.
    case backReference(group: Int, isBackward: Bool)
    /// The body follows and closes with `lookEnd`; what is behind that is at `next`.
    case look(isNegated: Bool, next: Int)
    /// The body has matched.
    case lookEnd(isNegated: Bool)
    case match
  }

  /// Instructions, with every repetition written out: `(a{100}){100}` has 10,000 of `a` alone. A longer program is an
  /// error of the schema and not of the text.
  static let lengthLimit = 20_000

  /// Addresses are indexes into it.
  private(set) var instructions: [Instruction] = []
  /// Each set once: a class of Unicode is large, and a repetition names it often.
  private(set) var classes: [ScalarClass] = []
  private(set) var registerCount: Int
  private var numbers: [ScalarSet: Int] = [:]

  init(_ pattern: ParsedPattern) throws(PatternError) {
    registerCount = 2 * (pattern.groupCount + 1)
    try add(pattern.syntax, isBackward: false)
    try add(.match)
  }

  /// The only way in: the limit holds while the program grows, before the memory is used.
  private mutating func add(_ instruction: Instruction) throws(PatternError) {
    if instructions.count >= Self.lengthLimit { throw PatternError(.programTooLong(limit: Self.lengthLimit), at: 0) }
    instructions.append(instruction)
  }

  /// `isBackward`: inside a look-behind, which ECMA-262 reads from right to left: terms and the ends of groups are
  /// swapped.
  private mutating func add(_ syntax: PatternSyntax, isBackward: Bool) throws(PatternError) {
    switch syntax {
    case .empty: break
    case .scalars(let set): try add(.scalars(number(of: set), isBackward: isBackward))
    case .concatenation(let terms):
      for term in isBackward ? terms.reversed() : terms { try add(term, isBackward: isBackward) }
    case .alternation(let branches): try addAlternation(branches, isBackward)
    case .repetition(let body, let minimum, let maximum, let isLazy):
      try addRepetition(body, minimum, maximum, isLazy, isBackward)
    case .group(let body, let number):
      try add(.save(2 * number + (isBackward ? 1 : 0)))
      try add(body, isBackward: isBackward)
      try add(.save(2 * number + (isBackward ? 0 : 1)))
    case .start: try add(.start)
    case .end: try add(.end)
    case .wordBoundary(let isNegated): try add(.wordBoundary(isNegated: isNegated))
    case .backReference(let group, _): try add(.backReference(group: group, isBackward: isBackward))
    case .look(let look):
      // A placeholder until it is known where the body ends.
      let opening = instructions.count
      try add(.match)
      try add(look.body, isBackward: look.direction == .behind)
      try add(.lookEnd(isNegated: look.isNegated))
      instructions[opening] = .look(isNegated: look.isNegated, next: instructions.count)
    }
  }

  /// The number of a set among `classes`.
  private mutating func number(of set: ScalarSet) -> Int {
    if let known = numbers[set] { return known }
    numbers[set] = classes.count
    classes.append(ScalarClass(set))
    return classes.count - 1
  }

  /// A `split` before every branch but the last, a `jump` to the end behind it; targets are filled in when they are
  /// known.
  private mutating func addAlternation(_ branches: [PatternSyntax], _ isBackward: Bool) throws(PatternError) {
    var jumps: [Int] = []
    for branch in branches.dropLast() {
      let split = instructions.count
      try add(.match)
      try add(branch, isBackward: isBackward)
      jumps.append(instructions.count)
      try add(.match)
      instructions[split] = .split(split + 1, instructions.count)
    }
    if let last = branches.last { try add(last, isBackward: isBackward) }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  /// The rounds that must be there, then those that may be: as often as the maximum says, or one with a `jump` back. A
  /// round that consumes nothing is not taken (`progress`): without that `(a*)*` would never end.
  private mutating func addRepetition(
    _ body: PatternSyntax, _ minimum: Int, _ maximum: Int?, _ isLazy: Bool, _ isBackward: Bool
  ) throws(PatternError) {
    let captures = body.groupNumbers.map { (2 * $0.lowerBound)..<(2 * $0.upperBound) }
    for _ in 0..<minimum {
      let before = instructions.count
      if let captures { try add(.forget(captures)) }
      try add(body, isBackward: isBackward)
      // A body without instructions stays without however often it is repeated.
      if instructions.count == before { break }
    }
    let register = registerCount
    registerCount += 1
    var splits: [Int] = []
    for _ in minimum..<(maximum ?? minimum + 1) {
      let split = instructions.count
      splits.append(split)
      try add(.match)
      try add(.save(register))
      if let captures { try add(.forget(captures)) }
      try add(body, isBackward: isBackward)
      try add(.progress(register))
      if maximum == nil { try add(.jump(split)) }
    }
    for split in splits {
      instructions[split] =
        isLazy ? .split(instructions.count, split + 1) : .split(split + 1, instructions.count)
    }
  }
}

extension PatternSyntax {
  /// The numbers of the capturing groups inside, which are consecutive since groups are numbered from left to right;
  /// nil when there is none.
  fileprivate var groupNumbers: Range<Int>? {
    switch self {
    case .empty, .scalars, .start, .end, .wordBoundary, .backReference: return nil
    case .concatenation(let parts), .alternation(let parts):
      let inner = parts.compactMap(\.groupNumbers)
      guard let first = inner.first, let last = inner.last else { return nil }
      return first.lowerBound..<last.upperBound
    case .repetition(let body, _, _, _): return body.groupNumbers
    case .group(let body, let number): return number..<(body.groupNumbers?.upperBound ?? number + 1)
    case .look(let look): return look.body.groupNumbers
    }
  }
}
