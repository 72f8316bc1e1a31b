/// A regular expression that prints itself as a pattern and matches by trying everything: slow, obviously right.
indirect enum NaiveRegex {
  case empty
  case character(Unicode.Scalar)
  case oneOf([Unicode.Scalar], negated: Bool)
  case sequence(NaiveRegex, NaiveRegex)
  case either(NaiveRegex, NaiveRegex)
  case repeated(NaiveRegex, Int, Int?)
  case start
  case end
  case wordBoundary(negated: Bool)
  case look(ahead: Bool, negated: Bool, NaiveRegex)

  var pattern: String {
    switch self {
    case .empty: ""
    case .character(let scalar): String(scalar)
    case .oneOf(let scalars, let negated): "[\(negated ? "^" : "")\(scalars.map { String($0) }.joined())]"
    case .sequence(let first, let second): first.pattern + second.pattern
    case .either(let first, let second): "(?:\(first.pattern)|\(second.pattern))"
    case .repeated(let body, let minimum, let maximum):
      "(\(body.pattern)){\(minimum),\(maximum.map { String($0) } ?? "")}"
    case .start: "^"
    case .end: "$"
    case .wordBoundary(let negated): negated ? "\\B" : "\\b"
    case .look(let ahead, let negated, let body): "(?\(ahead ? "" : "<")\(negated ? "!" : "=")\(body.pattern))"
    }
  }

  func isFound(in text: [Unicode.Scalar]) -> Bool {
    (0...text.count).contains { !ends(in: text, from: $0).isEmpty }
  }

  /// Every position where a match that begins at `location` can end.
  private func ends(in text: [Unicode.Scalar], from location: Int) -> Set<Int> {
    switch self {
    case .empty: [location]
    case .character(let scalar): location < text.count && text[location] == scalar ? [location + 1] : []
    case .oneOf(let scalars, let negated):
      location < text.count && scalars.contains(text[location]) != negated ? [location + 1] : []
    case .sequence(let first, let second):
      first.ends(in: text, from: location).reduce(into: []) { $0.formUnion(second.ends(in: text, from: $1)) }
    case .either(let first, let second):
      first.ends(in: text, from: location).union(second.ends(in: text, from: location))
    case .repeated(let body, let minimum, let maximum):
      repeatedEnds(of: body, minimum, maximum, in: text, from: location)
    case .start: location == 0 ? [location] : []
    case .end: location == text.count ? [location] : []
    case .wordBoundary(let negated):
      (Self.isWord(text, location - 1) != Self.isWord(text, location)) != negated ? [location] : []
    case .look(let ahead, let negated, let body):
      (ahead
        ? !body.ends(in: text, from: location).isEmpty
        : (0...location).contains { body.ends(in: text, from: $0).contains(location) }) != negated ? [location] : []
    }
  }

  private static func isWord(_ text: [Unicode.Scalar], _ location: Int) -> Bool {
    text.indices.contains(location) && text[location].isASCII
      && (text[location] == "_" || text[location].properties.isAlphabetic)
  }

  /// More rounds than characters plus the minimum only match nothing once more.
  private func repeatedEnds(
    of body: NaiveRegex, _ minimum: Int, _ maximum: Int?, in text: [Unicode.Scalar], from location: Int
  ) -> Set<Int> {
    var current: Set<Int> = [location]
    var found: Set<Int> = minimum == 0 ? current : []
    for round in 1...max(1, min(maximum ?? .max, text.count + minimum + 1)) where maximum != 0 {
      current = current.reduce(into: []) { $0.formUnion(body.ends(in: text, from: $1)) }
      if round >= minimum { found.formUnion(current) }
    }
    return found
  }
}

/// xorshift64*: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

extension NaiveRegex {
  static let alphabet: [Unicode.Scalar] = ["a", "b", "é", "€", "😀"]

  /// `assertions`: with word boundaries and look-around too.
  static func random(depth: Int, assertions: Bool = false, using generator: inout SeededGenerator) -> NaiveRegex {
    let choice = Int.random(in: 0..<(depth == 0 ? 5 : 12), using: &generator)
    func inner() -> NaiveRegex { random(depth: depth - 1, assertions: assertions, using: &generator) }
    if assertions, depth > 0, Int.random(in: 0..<5, using: &generator) == 0 { return assertion(inner(), &generator) }
    switch choice {
    case 0: return Bool.random(using: &generator) ? .empty : .start
    case 1: return Bool.random(using: &generator) ? .end : .character("a")
    case 2, 3: return .character(alphabet.randomElement(using: &generator) ?? "a")
    case 4:
      let members = alphabet.filter { _ in Bool.random(using: &generator) }
      return .oneOf(members, negated: Bool.random(using: &generator))
    case 5, 6, 7: return .sequence(inner(), inner())
    case 8, 9: return .either(inner(), inner())
    default:
      let minimum = Int.random(in: 0...2, using: &generator)
      let maximum = Bool.random(using: &generator) ? nil : Optional(minimum + Int.random(in: 0...2, using: &generator))
      return .repeated(inner(), minimum, maximum)
    }
  }
  private static func assertion(_ body: NaiveRegex, _ generator: inout SeededGenerator) -> NaiveRegex {
    let negated = Bool.random(using: &generator)
    if Bool.random(using: &generator) { return .wordBoundary(negated: negated) }
    let look = NaiveRegex.look(ahead: Bool.random(using: &generator), negated: negated, body)
    return switch Int.random(in: 0..<4, using: &generator) {
    case 0: .sequence(.start, .sequence(look, .character("a")))
    case 1: .sequence(.character("b"), .sequence(look, .end))
    default: look
    }
  }
}
