import JSONCore

extension Interpretation {
  mutating func interpretOneOf(_ check: PreparedAlternatives, _ node: PreparedNode) -> Bool {
    if let discriminator = check.discriminator, reader.peekKind() == .object {
      return interpretChosen(check, discriminator, node)
    }
    let kinds = reader.kindsAhead
    let mark = reader.mark
    var end: JSONMark?
    var matches: [Int] = []
    for (index, branch) in check.branches.enumerated() {
      if check.types[index].isDisjoint(with: kinds), !report.isTracing { continue }
      if attempt(branch, by: [.keyword("oneOf"), .index(index)]) {
        if report.isTracing { matches.append(index) }
        if end != nil, !report.isTracing { return refuseSecondMatch(check.branches, node, from: mark) }
        end = reader.mark
      }
      reader.reset(to: mark)
    }
    if matches.count > 1 { return refuse(check.branches, node, matches: matches, from: mark) }
    if let end {
      reader.reset(to: end)
      return true
    }
    guard report.isCollecting else { return false }
    let causes = causes(in: check.branches, "oneOf", from: mark)
    return refuse(
      node, "oneOf", at: mark.offset, causes: causes, Wording.alternatives(check.branches.count, exactlyOne: true))
  }

  private mutating func refuseSecondMatch(_ branches: [SchemaNodeID], _ node: PreparedNode, from mark: JSONMark) -> Bool
  {
    guard report.isCollecting else { return false }
    let matches = branches.indices.filter { index in
      reader.reset(to: mark)
      return withVerdictOnly { $0.evaluate(branches[index]) }
    }
    return refuse(branches, node, matches: matches, from: mark)
  }

  private mutating func refuse(
    _ branches: [SchemaNodeID], _ node: PreparedNode, matches: [Int], from mark: JSONMark
  ) -> Bool {
    reader.reset(to: mark)
    let list = matches.prefix(10).map { String($0) }.joined(separator: ", ")
    let message = "must match exactly one of \(branches.count) alternatives, matches \(matches.count) (\(list))"
    return reader.skipValue() && refuse(node, "oneOf", at: mark.offset, message)
  }
}
