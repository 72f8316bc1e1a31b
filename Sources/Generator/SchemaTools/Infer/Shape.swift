import JSONCore

/// What is known of the values at one location of the samples.
///
/// A class, because locations are found again and again while samples are read; never shared between two runs.
/// Everything that was seen at a location, whatever its kind: a member that is a number in one sample and a text in
/// another becomes a union, and null beside one of them an optional.
final class Shape {
  var nulls = 0
  var booleans = 0
  var numbers = NumberFacts()
  var strings = StringFacts()
  var arrays = ArrayFacts()
  var objects: ObjectFacts?

  /// Facts only grow wider when they are put together, so that every sample of either still fits.
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

/// What is known of the arrays at one location.
/// Elements are noted twice, all together and by position, because whether an array is a list or a tuple is only known
/// at the end.
struct ArrayFacts {
  /// Positions that are looked at one by one.
  /// Longer arrays of fixed length are vectors and hashes rather than tuples.
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

  /// Positions that only one of the two has are kept: the lengths show that this is no tuple.
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

/// What is known of the objects at one location.
final class ObjectFacts {
  /// Distinct names that are kept; with more of them it is a map.
  /// With more it is a map: nobody writes a thousand members out.
  static let mostNames = 1000
  /// Members that may distinguish the shapes of objects.
  /// Each one doubles what is noted below; two, because the first word of an object is often its name and the second
  /// its kind.
  private static let mostTags = 2
  /// Distinct values of such a member.
  /// As many cases as somebody would write by hand; with more the word is rather a value than a tag.
  static let mostVariants = 16

  /// The count says in how many objects the member was: in all of them it is required.
  struct Member {
    let name: JSONString
    let shape: Shape
    var count: Int
  }

  /// A member whose value may distinguish shapes, with the objects of each value.
  /// The objects of each value have facts of their own, made while the samples are read: which tag is the right one is
  /// known only after the last sample.
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
  /// Only at the first location of a value: noting variants of variants would take a power of the depth.
  private(set) var tags: [Tag]?

  /// `tags`: whether members that distinguish shapes are looked for.
  init(tags: Bool) { self.tags = tags ? [] : nil }

  /// The location of a member's values; one for all names that are too many.
  /// Called once for each member that is read; the table makes it independent of how many names there are.
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
    // Detached, or each name would keep the megabytes that its sample was read in.
    members.append(Member(name: name.detached(), shape: shape, count: 1))
    return shape
  }

  /// Counted when the object ends, so that a member is required when it was in as many objects as there were.
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

  /// The facts of the objects like this one, for every member that may distinguish shapes. `words`: the members of the
  /// object that are plain words. Called before the object is counted.
  /// The first object decides which members are looked at; later ones only take some away. A member that came later is
  /// in no more than all but one of the objects, and a tag is in all.
  func variants(_ words: [(name: JSONString, value: JSONString)]) -> [ObjectFacts] {
    guard var kept = tags else { return [] }
    if count == 0 {
      kept = words.filter(isTag).prefix(Self.mostTags).map { Tag(name: $0.name.detached(), variants: [:]) }
    }
    // A tag is there in every object, and has few values.
    // What fails once never comes back: objects that were noted without it would be missing in its variants.
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
