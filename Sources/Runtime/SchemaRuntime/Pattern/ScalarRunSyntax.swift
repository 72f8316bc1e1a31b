extension ScalarRun {
  /// More single code points than this are left to the automaton, which compares no sets.
  private static let headLimit = 64

  /// Recognises `^`, classes that are repeated a fixed number of times, one class repeated at will, `$`; nil for
  /// everything else.
  package init?(_ syntax: PatternSyntax) {
    guard case .concatenation(let terms) = syntax, terms.count >= 3, terms.first == .start, terms.last == .end else {
      return nil
    }
    var parts: [(set: ScalarSet, minimum: Int, maximum: Int)] = []
    for term in terms.dropFirst().dropLast() {
      guard let part = Self.part(term) else { return nil }
      parts.append(part)
    }
    guard let last = parts.popLast() else { return nil }
    var head: [ScalarClass] = []
    for part in parts {
      // Only the last class may vary: two that do would leave it open where one ends, which takes an automaton.
      guard part.minimum == part.maximum, part.maximum <= Self.headLimit - head.count else { return nil }
      head += repeatElement(ScalarClass(part.set), count: part.maximum)
    }
    self.init(head: head, tail: ScalarClass(last.set), minimum: last.minimum, maximum: last.maximum)
  }

  /// One class and how often it may come; a capturing group counts for nothing, since no back-reference is in such a
  /// pattern. Nil for anything that looks at more than one code point.
  private static func part(_ term: PatternSyntax) -> (set: ScalarSet, minimum: Int, maximum: Int)? {
    switch term {
    case .scalars(let set): (set, 1, 1)
    case .repetition(.scalars(let set), let minimum, let maximum, _): (set, minimum, maximum ?? .max)
    case .group(let inner, _): part(inner)
    case .empty, .concatenation, .alternation, .repetition, .start, .end, .wordBoundary, .look, .backReference: nil
    }
  }
}

extension ScalarRun {
  /// Makes a run from one string, as `packed()` writes it. Anything else gives the run that accepts nothing.
  ///
  /// Fields separated by `;`: least and greatest count of the tail (`*`: any), then the classes, the tail's first. A
  /// class is its ranges as pairs of decimal numbers separated by spaces; `=` repeats the class before.
  public init(packed text: String) {
    let fields = text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    guard fields.count >= 3, let minimum = Int(Substring(fields[0])),
      let maximum = String(fields[1]) == "*" ? Int.max : Int(Substring(fields[1]))
    else {
      // At least one and at most none: nothing is of this form.
      self.init(head: [], tail: ScalarClass(ScalarSet([])), minimum: 1, maximum: 0)
      return
    }
    var classes: [ScalarClass] = []
    for field in fields.dropFirst(2) {
      if let last = classes.last, String(field) == "=" {
        classes.append(last)
      } else {
        classes.append(ScalarClass(Self.set(field)))
      }
    }
    self.init(head: Array(classes.dropFirst()), tail: classes[0], minimum: minimum, maximum: maximum)
  }

  /// The compiler has written the text: what does not parse is passed over, not reported.
  private static func set(_ field: Substring.UTF8View) -> ScalarSet {
    let numbers = field.split(separator: UInt8(ascii: " ")).compactMap { UInt32(Substring($0)) }
    let pairs = stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    return ScalarSet(pairs.filter { $0.0 <= $0.1 }.map { $0.0...$0.1 })
  }

  /// The text that `init(packed:)` reads. Classes that follow each other are often the same one: hence `=`.
  package func packed() -> String {
    var fields = [String(minimum), maximum == .max ? "*" : String(maximum)]
    var last: ScalarClass?
    for one in [tail] + head {
      let ranges = one.set.ranges.map { "\($0.lowerBound) \($0.upperBound)" }
      fields.append(one == last ? "=" : ranges.joined(separator: " "))
      last = one
    }
    return fields.joined(separator: ";")
  }
}
