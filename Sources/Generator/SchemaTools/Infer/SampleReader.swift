import JSONCore

/// Reads samples into a shape.
struct SampleReader {
  /// Levels of nesting in a sample: the schema has about twice as many, and must itself be readable.
  static let maxDepth = 64
  /// Locations that are distinguished, all together: bounds the memory whatever the samples are.
  /// What is beyond shares the locations that there are: a schema of it is less exact and still accepts every sample.
  private var budget = 200_000

  /// Adds a sample. Precondition: the range is JSON without duplicate members, at most `maxDepth` deep.
  mutating func observe(_ bytes: JSONBytes, _ range: Range<Int>, _ shape: Shape) {
    var reader = JSONReader(bytes, range: range, maxDepth: Self.maxDepth)
    value(&reader, [shape])
  }

  /// `shapes`: where the value is noted; several when an object is also noted under its tags.
  /// Every value is read once, however many locations it is noted at.
  private mutating func value(_ reader: inout JSONReader, _ shapes: [Shape]) {
    switch reader.peekKind() {
    case .null: if reader.null() { for shape in shapes { shape.nulls += 1 } }
    case .boolean: if reader.boolean() != nil { for shape in shapes { shape.booleans += 1 } }
    case .number: number(&reader, shapes)
    case .string:
      guard reader.string() else { return }
      let text = reader.takeString()
      for shape in shapes { shape.strings.observe(text) }
    case .array: array(&reader, shapes)
    case .object: object(&reader, shapes)
    case nil: break
    }
  }

  /// The text is looked at for a point or an exponent; the value alone would make an integer of `1.0`.
  private mutating func number(_ reader: inout JSONReader, _ shapes: [Shape]) {
    reader.skipWhitespace()
    let start = reader.offset
    guard let value = reader.decimal() else { return }
    let isInteger = (start..<reader.offset).allSatisfy { [0x2E, 0x45, 0x65].contains(reader.buffer[$0]) == false }
    for shape in shapes { shape.numbers.observe(value, isInteger: isInteger) }
  }

  /// The count is noted when the array ends: a sample that breaks off was refused before.
  private mutating func array(_ reader: inout JSONReader, _ shapes: [Shape]) {
    guard reader.beginArray() else { return }
    var count = 0
    if !reader.emptyArray() {
      repeat {
        value(&reader, shapes.indices.flatMap { element(count, of: shapes[$0], isFirst: $0 == 0) })
        count += 1
      } while reader.comma()
      _ = reader.endArray()
    }
    for shape in shapes { shape.arrays.observe(count: count) }
  }

  /// An element is noted with all others, and at its position as long as the array may be a tuple: only where the
  /// array is noted first, or the work would double with every level.
  /// Both, because samples to come decide which of the two the schema is written from.
  private mutating func element(_ index: Int, of shape: Shape, isFirst: Bool) -> [Shape] {
    let items = shape.arrays.items ?? Shape()
    shape.arrays.items = items
    guard isFirst, index < ArrayFacts.longestTuple, budget > 0 else { return [items] }
    if index == shape.arrays.positions.count {
      budget -= 1
      shape.arrays.positions.append(Shape())
    }
    return [items, shape.arrays.positions[index]]
  }

  /// Noted under the object itself and under the variant of each of its tags, because only all samples together show
  /// which tag distinguishes shapes.
  private mutating func object(_ reader: inout JSONReader, _ shapes: [Shape]) {
    let words = words(&reader)
    var all: [ObjectFacts] = []
    for (index, shape) in shapes.enumerated() {
      // Tags, too, are looked for where the value is noted first.
      let facts = shape.objects ?? ObjectFacts(tags: index == 0)
      shape.objects = facts
      all.append(facts)
      all += facts.variants(words)
    }
    var count = 0
    guard reader.beginObject() else { return }
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return }
        let name = reader.takeString()
        value(&reader, all.map { $0.shape(of: name, &budget) })
        count += 1
      } while reader.comma()
      _ = reader.endObject()
    }
    for facts in all { facts.end(count: count) }
  }

  /// The members of the next object that are words, in their order. The reader stays where it is.
  private func words(_ reader: inout JSONReader) -> [(name: JSONString, value: JSONString)] {
    let mark = reader.mark
    defer { reader.reset(to: mark) }
    var words: [(JSONString, JSONString)] = []
    guard reader.beginObject(), !reader.emptyObject() else { return [] }
    repeat {
      guard reader.key() else { return [] }
      let name = reader.takeString()
      guard reader.peek() == 0x22 else {
        guard reader.skipValue() else { return [] }
        continue
      }
      guard reader.string() else { return [] }
      let value = reader.takeString()
      if Identifier.isPlain(value) { words.append((name, value)) }
    } while reader.comma()
    return words
  }
}
