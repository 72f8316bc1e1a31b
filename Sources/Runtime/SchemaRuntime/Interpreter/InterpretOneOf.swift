import JSONCore

extension Interpretation {
  /// Exactly one branch must hold (Core, 10.2.1.3), so all of them are tried; a run for yes or no ends at the second
  /// that does. With a discriminator no other branch can match, and one evaluation is enough.
  mutating func interpretOneOf(_ check: PreparedAlternatives, _ node: PreparedNode) -> Bool {
    if let discriminator = check.discriminator, reader.peekKind() == .object {
      return interpretChosen(check, discriminator, node)
    }
    // The kind of the value leaves out most branches of the usual union of types without evaluating them.
    let kinds = reader.kindsAhead
    let mark = reader.mark
    // Behind the value, once a branch holds: every branch ends there.
    var end: JSONMark?
    var matches: [Int] = []
    for (index, branch) in check.branches.enumerated() {
      if check.types[index].isDisjoint(with: kinds), !report.isTracing { continue }
      // `attempt` and not `evaluate`: a branch that fails is no violation, and what it has looked at does not count.
      if attempt(branch, by: [.keyword("oneOf"), .index(index)]) {
        if report.isTracing { matches.append(index) }
        if end != nil, !report.isTracing { return refuseSecondMatch(check.branches, node, from: mark) }
        end = reader.mark
      }
      reader.reset(to: mark)
    }
    // Only a trace comes here with several: it has run every branch, as its units must show.
    if matches.count > 1 { return refuse(check.branches, node, matches: matches, from: mark) }
    if let end {
      reader.reset(to: end)
      return true
    }
    guard report.isCollecting else { return false }
    // No branch holds. Each is run once more, to say why.
    let causes = causes(in: check.branches, "oneOf", from: mark)
    return refuse(
      node, "oneOf", at: mark.offset, causes: causes, Wording.alternatives(check.branches.count, exactlyOne: true))
  }

  /// Finds all branches that hold, for the message: people want to know which, and `interpretOneOf` stopped at two.
  private mutating func refuseSecondMatch(_ branches: [SchemaNodeID], _ node: PreparedNode, from mark: JSONMark) -> Bool
  {
    guard report.isCollecting else { return false }
    // Afresh and without tracking: the message is all that is wanted, and `interpretOneOf` has stopped in the middle.
    let matches = branches.indices.filter { index in
      reader.reset(to: mark)
      return withResultOnly { $0.evaluate(branches[index]) }
    }
    return refuse(branches, node, matches: matches, from: mark)
  }

  /// Lists the first ten indexes; leaves the reader behind the value.
  private mutating func refuse(
    _ branches: [SchemaNodeID], _ node: PreparedNode, matches: [Int], from mark: JSONMark
  ) -> Bool {
    reader.reset(to: mark)
    let list = matches.prefix(10).map { String($0) }.joined(separator: ", ")
    let message = "must match exactly one of \(branches.count) alternatives, matches \(matches.count) (\(list))"
    return reader.skipValue() && refuse(node, "oneOf", at: mark.offset, message)
  }
}
