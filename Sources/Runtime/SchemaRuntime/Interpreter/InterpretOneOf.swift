import JSONCore

/// `oneOf`, with its tags in a table when a member tells the branches apart.
final class PreparedOneOf: Sendable {
  struct Discriminator: Sendable {
    let property: NameTable
    /// In the order of the branches.
    let tags: NameTable

    var name: JSONString { property.names[0] }
  }

  let branches: [SchemaNodeID]
  /// By branch: the types it may take at all.
  let types: [JSONTypeSet]
  let discriminator: Discriminator?

  init(_ check: OneOfCheck, types: [JSONTypeSet]) {
    self.types = types
    branches = check.branches
    discriminator = check.discriminator.flatMap { given in
      // A table that does not fit the branches is not used: trying all of them is always right.
      guard given.tags.count == check.branches.count, Set(given.tags).count == given.tags.count else { return nil }
      return Discriminator(property: NameTable([given.property]), tags: NameTable(given.tags))
    }
  }
}

extension Interpretation {
  mutating func interpretOneOf(_ check: PreparedOneOf, _ node: PreparedNode) -> Bool {
    if let discriminator = check.discriminator, reader.peekKind() == .object {
      return interpretTagged(check.branches, discriminator, node)
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

  /// Only the branch that the tag names can match: every branch requires the member and fixes it to its own tag.
  private mutating func interpretTagged(
    _ branches: [SchemaNodeID], _ discriminator: PreparedOneOf.Discriminator, _ node: PreparedNode
  ) -> Bool {
    let mark = reader.mark
    switch findTag(discriminator) {
    case .branch(let index):
      reader.reset(to: mark)
      return evaluate(branches[index], by: [.keyword("oneOf"), .index(index)])
    case .unknown(let offset):
      guard report.isCollecting else { return false }
      report.instance.append(.name(discriminator.name))
      _ = refuse(node, "oneOf", at: offset, Wording.allowed(discriminator.tags.names.map { .string($0) }))
      report.instance.removeLast()
    case .missing:
      guard report.isCollecting else { return false }
      let name = Wording.quoted(discriminator.name)
      _ = refuse(
        node, "oneOf", at: mark.offset, "must have the member \(name), which tells the alternatives apart")
    case .fault: return false
    }
    reader.reset(to: mark)
    _ = reader.skipValue()
    return false
  }

  private enum Tag {
    case branch(Int)
    case unknown(offset: Int)
    case missing
    /// The text itself is wrong.
    case fault
  }

  /// Looks for the tag in the object that comes next; leaves the reader anywhere.
  private mutating func findTag(_ discriminator: PreparedOneOf.Discriminator) -> Tag {
    guard reader.beginObject() else { return .fault }
    if reader.emptyObject() { return .missing }
    repeat {
      guard reader.key() else { return .fault }
      guard discriminator.property.find(in: &reader) >= 0 else {
        guard reader.skipValue() else { return .fault }
        continue
      }
      let offset = reader.offset
      guard reader.peekKind() == .string else { return .unknown(offset: offset) }
      guard reader.string() else { return .fault }
      let index = discriminator.tags.find(in: &reader)
      return index >= 0 ? .branch(index) : .unknown(offset: offset)
    } while reader.comma()
    return .missing
  }
}
