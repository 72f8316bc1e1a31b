/// One search of a backtracking pattern through one text. What is still to be tried is on a stack of its own, so that
/// no text and no pattern can use up the program's. Every instruction counts as a step, and with each the stack grows
/// by no more frames than there are registers, so the bound on steps bounds the memory, too.
struct BacktrackingRun {
  private enum Frame {
    /// Another way: go on at `pc` from `position` (an index into the text).
    case choice(pc: Int32, position: Int32)
    /// A register as it was: what was captured on a way that failed is taken back.
    case restore(register: Int32, value: Int32)
    /// A look-around began here; behind it matching goes on at `next` from `position`.
    case look(isNegated: Bool, next: Int32, position: Int32)
  }

  private let program: BacktrackingProgram
  /// Code points.
  private let text: [UInt32]
  /// -1 for none. 32 bits keep the frames of the stack small.
  private var registers: [Int32]
  private var stack: [Frame] = []
  /// Heights of the stack where the look-arounds in progress began: what is above belongs to the body.
  private var looks: [Int] = []
  /// Steps left; negative when they were used up.
  private(set) var steps: Int

  init(_ program: BacktrackingProgram, _ text: [UInt32], steps: Int) {
    self.program = program
    self.text = text
    self.steps = steps
    registers = [Int32](repeating: -1, count: program.registerCount)
  }

  /// Tries every position in turn; with `^` in front only the first. The steps are those of the whole search.
  mutating func search() -> PatternMatch {
    let isAnchored = if case .start? = program.instructions.first { true } else { false }
    for position in 0...(isAnchored ? 0 : text.count) {
      if run(from: position) { return .matches }
      if steps < 0 { return .tooExpensive }
    }
    return .differs
  }

  /// From one position; everything that is changed is put back when it fails, so that the next finds the registers
  /// empty.
  private mutating func run(from start: Int) -> Bool {
    var pc = 0
    var position = start
    while true {
      steps -= 1
      if steps < 0 { return false }
      if case .match = program.instructions[pc] { return true }
      if !step(&pc, &position), !backtrack(&pc, &position) { return false }
    }
  }

  /// Executes one instruction; false when it fails.
  private mutating func step(_ pc: inout Int, _ position: inout Int) -> Bool {
    let here = pc
    pc += 1
    switch program.instructions[here] {
    case .scalars(let number, let isBackward):
      let index = isBackward ? position - 1 : position
      guard text.indices.contains(index), program.classes[number].contains(text[index]) else { return false }
      position += isBackward ? -1 : 1
      return true
    case .split(let first, let second):
      stack.append(.choice(pc: Int32(second), position: Int32(position)))
      pc = first
      return true
    case .jump(let target):
      pc = target
      return true
    case .save(let register):
      set(register, to: Int32(position))
      return true
    case .forget(let captures):
      for register in captures { set(register, to: -1) }
      return true
    case .progress(let register): return registers[register] != Int32(position)
    case .start: return position == 0
    case .end: return position == text.count
    case .wordBoundary(let isNegated): return (isWord(position - 1) != isWord(position)) != isNegated
    case .backReference(let group, let isBackward): return repeats(group, isBackward, &position)
    case .look(let isNegated, let next):
      looks.append(stack.count)
      stack.append(.look(isNegated: isNegated, next: Int32(next), position: Int32(position)))
      return true
    case .lookEnd(let isNegated): return endLook(isNegated, &position)
    case .match: return true
    }
  }

  /// Notes the old value, unless it stays: a repetition would fill the stack with nothing.
  private mutating func set(_ register: Int, to value: Int32) {
    if registers[register] == value { return }
    stack.append(.restore(register: Int32(register), value: registers[register]))
    registers[register] = value
  }

  /// `\w` of ECMA-262 at an index; false beyond both ends.
  private func isWord(_ index: Int) -> Bool {
    text.indices.contains(index) && ScalarSet.wordCharacters.contains(text[index])
  }

  /// A group that has not taken part matches nothing, successfully (ECMA-262). Each code point compared is a step.
  private mutating func repeats(_ group: Int, _ isBackward: Bool, _ position: inout Int) -> Bool {
    let (first, end) = (Int(registers[2 * group]), Int(registers[2 * group + 1]))
    // Inside the group itself its end is not known yet: that counts as not having taken part.
    guard first >= 0, end >= first else { return true }
    let length = end - first
    let start = isBackward ? position - length : position
    steps -= length
    guard start >= 0, start + length <= text.count else { return false }
    for offset in 0..<length where text[first + offset] != text[start + offset] { return false }
    position = isBackward ? start : start + length
    return true
  }

  /// The body of a look-around has matched. It is not tried in other ways: its choices go. A positive one keeps what it
  /// captured; a negative one fails.
  private mutating func endLook(_ isNegated: Bool, _ position: inout Int) -> Bool {
    guard let height = looks.popLast(), case .look(_, _, let start) = stack[height] else { return false }
    // Walking over the frames is cheap, but not free.
    steps -= (stack.count - height) / 8
    if isNegated {
      while stack.count > height { undo(stack.removeLast()) }
      return false
    }
    // Registers that the body has set go back when a choice before the look-around is taken: their frames stay.
    let kept = stack[(height + 1)...].filter { if case .restore = $0 { true } else { false } }
    stack.replaceSubrange(height..., with: kept)
    position = Int(start)
    return true
  }

  /// Only registers have something to be put back.
  private mutating func undo(_ frame: Frame) {
    if case .restore(let register, let value) = frame { registers[Int(register)] = value }
  }

  /// Goes back to the last choice; false when there is none left. A look-around met on the way has failed: a negative
  /// one then succeeds and goes on behind its body, a positive one lets the search for a choice go on.
  private mutating func backtrack(_ pc: inout Int, _ position: inout Int) -> Bool {
    while let frame = stack.popLast() {
      switch frame {
      case .restore: undo(frame)
      case .choice(let otherPC, let otherPosition):
        (pc, position) = (Int(otherPC), Int(otherPosition))
        return true
      case .look(let isNegated, let next, let start):
        looks.removeLast()
        if isNegated {
          (pc, position) = (Int(next), Int(start))
          return true
        }
      }
    }
    return false
  }
}
