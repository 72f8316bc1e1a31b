import JSONCore

/// `anyOf` or `oneOf`, with what distinguishes the branches in tables: where the compiler has found a discriminator an
/// object costs one look through its members and one branch, however many branches there are.
final class PreparedAlternatives: Sendable {
  /// What to look for in an object; `AlternativesCheck.Discriminator` with its values hashed.
  enum Discriminator: Sendable {
    case tag(Tag)
    case member(Member)
  }

  /// The values of a member that every branch requires.
  struct Tag: Sendable {
    /// The member's name, as a table of one: a token is compared as words.
    let property: NameTable
    let strings: NameTable
    /// By string: its branch.
    let branches: [Int]
    /// Values that are no strings, by value: numbers, booleans and null.
    let others: [JSONValue: Int]
    /// All values in the order of the branches, for the message: `must be one of "text", "image"`.
    let allowed: [JSONValue]

    /// `values`: by branch, those that its member may have. The compiler has seen to it that no two branches share one.
    init(_ property: JSONString, _ values: [[JSONValue]]) {
      var strings: [(text: JSONString, branch: Int)] = []
      var others: [JSONValue: Int] = [:]
      for (branch, values) in values.enumerated() {
        for value in values {
          if case .string(let text) = value { strings.append((text, branch)) } else { others[value] = branch }
        }
      }
      self.property = NameTable([property])
      self.strings = NameTable(strings.map(\.text))
      branches = strings.map(\.branch)
      self.others = others
      allowed = values.flatMap(\.self)
    }
  }

  /// Names of members that only one branch takes.
  ///
  /// With `anyOf` of `{"required": ["path"], …}` and `{"required": ["url"], …}`, each of which refuses the other's
  /// member, the first of the two names that an object has decides, wherever it comes.
  struct Member: Sendable {
    let names: NameTable
    /// By name: its branch.
    let branches: [Int]
    /// The branch without such a member.
    let rest: Int?

    init(_ names: [JSONString?], rest: Int?) {
      let named = names.enumerated().compactMap { branch, name in name.map { (name: $0, branch: branch) } }
      self.names = NameTable(named.map(\.name))
      branches = named.map(\.branch)
      self.rest = rest
    }
  }

  let keyword: String
  let branches: [SchemaNodeID]
  /// By branch: the types it may take at all.
  let types: [JSONTypeSet]
  let discriminator: Discriminator?

  init(_ check: AlternativesCheck, keyword: String, types: [JSONTypeSet]) {
    self.keyword = keyword
    self.types = types
    branches = check.branches
    // A table that does not fit the branches is not used: trying all of them is always right.
    let given = check.discriminator.flatMap { $0.fits(check.branches.count) ? $0 : nil }
    discriminator =
      switch given {
      case .tag(let property, let values): .tag(Tag(property, values))
      case .member(let names, let rest): .member(Member(names, rest: rest))
      case nil: nil
      }
  }
}

extension Interpretation {
  /// Which branch an object can match.
  /// `branch`: the only one that can hold. It still has to be evaluated: it may refuse other members.
  private enum Choice {
    case branch(Int)
    /// The tag has a value that no branch takes.
    case unknown(offset: Int)
    case missing
    /// The text itself is wrong.
    case error
  }

  /// Only the branch that the object's members lead to: no other can match.
  /// Violations are those of the chosen branch itself, without a list of causes of all the others: that is what makes
  /// an error in a union of thirty branches readable.
  mutating func interpretChosen(
    _ check: PreparedAlternatives, _ discriminator: PreparedAlternatives.Discriminator, _ node: PreparedNode
  ) -> Bool {
    let mark = reader.mark
    switch choose(discriminator) {
    case .branch(let index):
      reader.reset(to: mark)
      return evaluate(check.branches[index], by: [.keyword(check.keyword), .index(index)])
    case .unknown(let offset):
      guard report.isCollecting, case .tag(let tag) = discriminator else { return false }
      report.instance.append(.name(tag.property.names[0]))
      _ = refuse(node, check.keyword, at: offset, Wording.allowed(tag.allowed))
      report.instance.removeLast()
    case .missing:
      guard report.isCollecting else { return false }
      _ = refuse(node, check.keyword, at: mark.offset, Wording.missing(discriminator))
    case .error: return false
    }
    reader.reset(to: mark)
    _ = reader.skipValue()
    return false
  }

  /// Looks through the object that comes next; leaves the reader anywhere.
  /// Values in front of the deciding member are skipped, and read again by the branch: two passes over these, none at
  /// all where the deciding member comes first, as tags mostly do.
  private mutating func choose(_ discriminator: PreparedAlternatives.Discriminator) -> Choice {
    guard reader.beginObject() else { return .error }
    guard !reader.emptyObject() else { return left(by: discriminator) }
    repeat {
      guard reader.key() else { return .error }
      switch discriminator {
      case .tag(let tag): if tag.property.find(in: &reader) >= 0 { return branch(of: tag) }
      case .member(let member):
        let index = member.names.find(in: &reader)
        if index >= 0 { return .branch(member.branches[index]) }
      }
      guard reader.skipValue() else { return .error }
    } while reader.comma()
    return left(by: discriminator)
  }

  /// No member decided: the branch that has none, if there is one.
  private func left(by discriminator: PreparedAlternatives.Discriminator) -> Choice {
    if case .member(let member) = discriminator, let rest = member.rest { return .branch(rest) }
    return .missing
  }

  /// The branch that has the value which comes next.
  /// Composite values are never tags.
  private mutating func branch(of tag: PreparedAlternatives.Tag) -> Choice {
    let offset = reader.offset
    switch reader.peekKind() {
    case .string:
      guard reader.string() else { return .error }
      let index = tag.strings.find(in: &reader)
      return index >= 0 ? .branch(tag.branches[index]) : .unknown(offset: offset)
    case .null, .boolean, .number:
      guard !tag.others.isEmpty else { return .unknown(offset: offset) }
      guard let value = JSONValue(from: &reader) else { return .error }
      return tag.others[value].map { .branch($0) } ?? .unknown(offset: offset)
    case .array, .object: return .unknown(offset: offset)
    case nil: return .error
    }
  }
}
