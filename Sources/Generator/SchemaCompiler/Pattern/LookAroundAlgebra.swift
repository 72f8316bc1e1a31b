import SchemaRuntime

/// Look-around at the ends of a pattern as operations on automata, which keeps these patterns linear at run time.
///
/// Right behind `^` and right before `$` every condition speaks about the whole string, so it is an intersection. At
/// the open ends, `a(?!b)` and `(?<!a)b`, it is a concatenation with what the other side may be. Anywhere else a
/// condition would have to hold at a position that depends on how the rest matches; that is left to backtracking.
extension PatternCompiler {
  /// The strings in which `syntax` is found; nil when look-around is where this does not help. The rules are tried from
  /// the cheapest on, and each leaves smaller parts, for which `search` comes back here.
  func lookAround(_ syntax: PatternSyntax) throws(PatternError) -> Automaton? {
    if case .alternation(let branches) = syntax.ungrouped { return try union(branches) }
    let terms = syntax.terms
    if let automaton = try atStart(terms) { return automaton }
    if let automaton = try atEnd(terms) { return automaton }
    if case .look(let look)? = terms.last, look.direction == .ahead {
      return try trailing(look, Array(terms.dropLast()))
    }
    if case .look(let look)? = terms.first, look.direction == .behind {
      return try leading(look, Array(terms.dropFirst()))
    }
    return try distributed(terms)
  }

  /// What one of the branches is found in. Branches without look-around make one automaton together: one subset
  /// construction instead of a product for each.
  private func union(_ branches: [PatternSyntax]) throws(PatternError) -> Automaton {
    let plain = branches.filter { !$0.hasLookAround }
    var union = plain.isEmpty ? Automaton.empty : try search(.alternation(plain))
    for branch in branches where branch.hasLookAround {
      union = try union.union(search(branch), stateBudget: stateBudget)
    }
    return union
  }

  /// `a(?:b|c)d` as `abd|acd`, when that is the only term with look-around. With two of them the branches would
  /// multiply.
  private func distributed(_ terms: [PatternSyntax]) throws(PatternError) -> Automaton? {
    let positions = terms.indices.filter { terms[$0].hasLookAround }
    guard positions.count == 1, case .alternation(let branches) = terms[positions[0]].ungrouped else { return nil }
    let (before, behind) = (terms[..<positions[0]], terms[(positions[0] + 1)...])
    return try union(branches.map { .concatenation(before + [$0] + behind) })
  }

  /// `^(?=a)(?!b)c`: what `^c` finds, narrowed by what `^a` and `^b` find. `^` may be anywhere among the looks, as none
  /// of them consumes.
  private func atStart(_ terms: [PatternSyntax]) throws(PatternError) -> Automaton? {
    let prefix = terms.prefix { $0 == .start || $0.look(.ahead) != nil }
    let looks = prefix.compactMap { $0.look(.ahead) }
    guard prefix.contains(.start), !looks.isEmpty else { return nil }
    var language = try search(.concatenation([.start] + terms.dropFirst(prefix.count)))
    for look in looks { language = try narrowed(language, by: search(.concatenation([.start, look.body])), look) }
    return language
  }

  /// `a(?<=b)(?<!c)$`: the mirror image, with `b$` and `c$`.
  private func atEnd(_ terms: [PatternSyntax]) throws(PatternError) -> Automaton? {
    let suffix = terms.reversed().prefix { $0 == .end || $0.look(.behind) != nil }
    let looks = suffix.compactMap { $0.look(.behind) }
    guard suffix.contains(.end), !looks.isEmpty else { return nil }
    var language = try search(.concatenation(terms.dropLast(suffix.count) + [.end]))
    for look in looks { language = try narrowed(language, by: search(.concatenation([look.body, .end])), look) }
    return language
  }

  /// `a(?=b)` is found where `ab` is; `a(?!b)` where an `a` is followed by something that `b` does not begin.
  private func trailing(_ look: PatternLook, _ front: [PatternSyntax]) throws(PatternError) -> Automaton? {
    if !look.isNegated { return try search(.concatenation(front + [look.body])) }
    let before = PatternSyntax.concatenation(front)
    // The two sides are compiled apart, and what one says about the characters of the other would be lost: a `$` in
    // front of the look, a `^` in it, a word boundary that may be at the seam.
    guard !before.contains(.end), !before.hasWordBoundary, !look.body.contains(.start), !look.body.hasWordBoundary
    else {
      return nil
    }
    let ends = try search(.concatenation(front + [.end]))
    return try ends.concat(search(.concatenation([.start, look.body])).complement(), stateBudget: stateBudget)
  }

  /// `(?<=a)b` is found where `ab` is; `(?<!a)b` where a `b` follows something that does not end in `a`.
  private func leading(_ look: PatternLook, _ rest: [PatternSyntax]) throws(PatternError) -> Automaton? {
    if !look.isNegated { return try search(.concatenation([look.body] + rest)) }
    let behind = PatternSyntax.concatenation(rest)
    // As in `trailing`: neither side may speak about the characters of the other.
    guard !look.body.contains(.end), !look.body.hasWordBoundary, !behind.contains(.start), !behind.hasWordBoundary
    else {
      return nil
    }
    let starts = try search(.concatenation([.start] + rest))
    return try search(.concatenation([look.body, .end])).complement().concat(starts, stateBudget: stateBudget)
  }

  /// The strings of `language` for which a condition on the whole string holds, or does not.
  private func narrowed(
    _ language: Automaton, by condition: Automaton, _ look: PatternLook
  ) throws(PatternError) -> Automaton {
    look.isNegated
      ? try language.subtract(condition, stateBudget: stateBudget)
      : try language.intersect(condition, stateBudget: stateBudget)
  }
}

extension PatternSyntax {
  /// The look-around that this is, when it goes in `direction`.
  fileprivate func look(_ direction: PatternLook.Direction) -> PatternLook? {
    if case .look(let look) = self, look.direction == direction { look } else { nil }
  }

  /// Without the groups around it, which only capture.
  fileprivate var ungrouped: PatternSyntax {
    if case .group(let body, _) = self { body.ungrouped } else { self }
  }

  /// The factors of a concatenation in their order, those of nested ones included: `a(b(?!c))` ends in a look-around as
  /// `ab(?!c)` does.
  fileprivate var terms: [PatternSyntax] {
    switch ungrouped {
    case .concatenation(let parts): parts.flatMap(\.terms)
    case .empty: []
    case .scalars, .alternation, .repetition, .group, .start, .end, .wordBoundary, .look, .backReference: [self]
    }
  }

  var hasLookAround: Bool { anyPart { if case .look = $0 { true } else { false } } }

  fileprivate var hasWordBoundary: Bool { anyPart { if case .wordBoundary = $0 { true } else { false } } }

  fileprivate func contains(_ anchor: PatternSyntax) -> Bool { anyPart { $0 == anchor } }

  /// Whether a condition holds for this or any part of it, bodies of look-around included.
  private func anyPart(_ condition: (PatternSyntax) -> Bool) -> Bool {
    if condition(self) { return true }
    switch self {
    case .empty, .scalars, .start, .end, .wordBoundary, .backReference: return false
    case .concatenation(let parts), .alternation(let parts): return parts.contains { $0.anyPart(condition) }
    case .repetition(let body, _, _, _), .group(let body, _): return body.anyPart(condition)
    case .look(let look): return look.body.anyPart(condition)
    }
  }
}
