import JSONCore

/// What is known of the values at one place of the samples.
///
/// A class, because places are found again and again while samples are read; never shared between two runs.
final class Shape {
  var nulls = 0
  var booleans = 0
  var numbers = NumberFacts()
  var strings = StringFacts()
  var arrays = ArrayFacts()
  var objects: ObjectFacts?

  func merge(_ other: Shape) {
    nulls += other.nulls
    booleans += other.booleans
    numbers.merge(other.numbers)
    strings.merge(other.strings)
    arrays.merge(other.arrays)
    guard let theirs = other.objects else { return }
    if let objects { objects.merge(theirs) } else { objects = theirs }
  }
}

/// What is known of the arrays at one place.
struct ArrayFacts {
  /// Positions that are looked at one by one.
  static let longestTuple = 8

  var count = 0
  var shortest = Int.max
  var longest = 0
  /// All elements together; nil while there are none.
  var items: Shape?
  /// Elements by position.
  var positions: [Shape] = []

  mutating func observe(count elements: Int) {
    count += 1
    shortest = min(shortest, elements)
    longest = max(longest, elements)
  }

  mutating func merge(_ other: ArrayFacts) {
    count += other.count
    shortest = min(shortest, other.shortest)
    longest = max(longest, other.longest)
    if let theirs = other.items { if let items { items.merge(theirs) } else { items = theirs } }
    for (index, shape) in other.positions.enumerated() {
      if index < positions.count { positions[index].merge(shape) } else { positions.append(shape) }
    }
  }
}

/// What is known of the objects at one place.
final class ObjectFacts {
  /// Distinct names that are kept; with more of them it is a map.
  static let mostNames = 1000
  /// Members that may tell the shapes of objects apart.
  private static let mostTags = 2
  /// Distinct values of such a member.
  static let mostVariants = 16

  struct Member {
    let name: JSONString
    let shape: Shape
    var count: Int
  }

  /// A member whose value may tell shapes apart, with the objects of each value.
  struct Tag {
    let name: JSONString
    var variants: [JSONString: ObjectFacts]
  }

  private(set) var count = 0
  private(set) var most = 0
  /// In the order they were met.
  private(set) var members: [Member] = []
  private var index: [JSONString: Int] = [:]
  /// Values of names beyond the limit.
  private(set) var rest: Shape?
  /// Nil: not looked for, at this depth.
  private(set) var tags: [Tag]?

  /// `tags`: whether members that tell shapes apart are looked for.
  init(tags: Bool) { self.tags = tags ? [] : nil }

  /// The place of a member's values; one for all names that are too many.
  func shape(of name: JSONString, _ budget: inout Int) -> Shape {
    if let known = index[name] {
      members[known].count += 1
      return members[known].shape
    }
    guard members.count < Self.mostNames, budget > 0 else {
      let shape = rest ?? Shape()
      rest = shape
      return shape
    }
    budget -= 1
    let shape = Shape()
    index[name] = members.count
    members.append(Member(name: name.detached(), shape: shape, count: 1))
    return shape
  }

  func end(count names: Int) {
    count += 1
    most = max(most, names)
  }

  func merge(_ other: ObjectFacts) {
    count += other.count
    most = max(most, other.most)
    tags = nil
    for member in other.members {
      if let known = index[member.name] {
        members[known].count += member.count
        members[known].shape.merge(member.shape)
      } else if members.count < Self.mostNames {
        index[member.name] = members.count
        members.append(member)
      } else if let rest {
        rest.merge(member.shape)
      } else {
        rest = member.shape
      }
    }
    if let theirs = other.rest { if let rest { rest.merge(theirs) } else { rest = theirs } }
  }

  // MARK: tags

  /// The facts of the objects like this one, for every member that may tell shapes apart. `words`: the members of the
  /// object that are plain words. Called before the object is counted.
  func variants(_ words: [(name: JSONString, value: JSONString)]) -> [ObjectFacts] {
    guard var kept = tags else { return [] }
    if count == 0 {
      kept = words.filter(isTag).prefix(Self.mostTags).map { Tag(name: $0.name.detached(), variants: [:]) }
    }
    // A tag is there in every object, and has few values.
    kept = kept.filter { tag in
      guard let word = words.first(where: { $0.name == tag.name }) else { return false }
      return tag.variants[word.value] != nil || tag.variants.count < Self.mostVariants
    }
    let found = kept.indices.map { position in
      let value = words.first { $0.name == kept[position].name }?.value ?? ""
      if let known = kept[position].variants[value] { return known }
      let facts = ObjectFacts(tags: false)
      kept[position].variants[value.detached()] = facts
      return facts
    }
    tags = kept
    return found
  }

  private func isTag(_ word: (name: JSONString, value: JSONString)) -> Bool {
    Identifier.isPlain(word.value) && !Identifier.isSecretName(word.name)
  }
}
