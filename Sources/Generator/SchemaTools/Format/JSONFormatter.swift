import JSONCore

/// Formats a JSON text: two blanks per level, what is short on one line. Numbers and strings stay as they are written,
/// to the byte, so nothing can be lost. The same text always gives the same layout, and the layout itself.
///
/// Precondition: the text is JSON without duplicate members, at most `SyntaxReport.maxDepth` deep.
/// Reads and writes at once, in one pass but for short looks ahead: a text of any size takes the memory of a chunk.
/// Nothing is parsed into a value, so that nothing can come out as another one.
struct JSONFormatter: ~Copyable {
  /// Code points of a line, indentation included, up to which a value stays on one line.
  /// The width of this project's own sources.
  static let defaultWidth = 120
  /// Levels of arrays and objects in a value on one line.
  /// More on one line is short and still hard to read: `{"a": {"b": {"c": []}}}`.
  private static let flatLevels = 2

  private var reader: JSONReader
  private var sink: FormatSink
  private let width: Int
  private let isSchema: Bool

  /// Writes `bytes` to `target`; `isSchema`: keywords are put into their canonical order.
  static func run(_ bytes: JSONBytes, isSchema: Bool, width: Int, to target: FormatSink.Target)
    -> (differs: Bool, failure: Int32)
  {
    var formatter = JSONFormatter(bytes, isSchema: isSchema, width: width, to: target)
    formatter.value(isSchema ? .schema : .value, level: 0, column: 0, following: 0, isRoot: true)
    formatter.sink.byte(0x0A)
    formatter.sink.finish()
    return (formatter.sink.differs, formatter.sink.failure)
  }

  private init(_ bytes: JSONBytes, isSchema: Bool, width: Int, to target: FormatSink.Target) {
    reader = JSONReader(bytes, maxDepth: SyntaxReport.maxDepth)
    sink = FormatSink(target)
    self.width = width
    self.isSchema = isSchema
  }

  /// `column`: code points before the value on its line; `following`: those that come right behind it.
  /// Whether a value is on one line depends on its own text and where it begins, never on its neighbours: a change of
  /// one line does not move another.
  private mutating func value(_ role: SchemaRole, level: Int, column: Int, following: Int, isRoot: Bool = false) {
    guard !sink.isStopped, let kind = reader.peekKind() else { return }
    switch kind {
    case .null, .boolean, .number, .string:
      if let scalar = reader.rawValue() { sink.raw(scalar) }
    case .object:
      // The root of a file is always on several lines: a schema grows, and its first change must not move everything.
      let flat = !isRoot && fits(width - column - following)
      object(role, level: level, flat: flat)
    case .array:
      array(role, level: level, flat: fits(width - column - following))
    }
  }

  // MARK: containers

  /// The brackets have no blanks inside and those of objects have one, as JSON is written in most specifications.
  private mutating func array(_ role: SchemaRole, level: Int, flat: Bool) {
    guard reader.beginArray() else { return }
    if reader.emptyArray() { return sink.literal("[]") }
    sink.byte(0x5B)
    var isFirst = true
    repeat {
      separate(isFirst, flat, level)
      isFirst = false
      element(role.element, level: level, flat: flat)
    } while reader.comma()
    if !flat { sink.newLine(level) }
    _ = reader.endArray()
    sink.byte(0x5D)
  }

  private mutating func separate(_ isFirst: Bool, _ flat: Bool, _ level: Int) {
    if !isFirst { sink.byte(0x2C) }
    if !flat { sink.newLine(level + 1) } else if !isFirst { sink.byte(0x20) }
  }

  /// Two blanks for each level, which the column has to know of before they are written.
  private mutating func element(_ role: SchemaRole, level: Int, flat: Bool, column: Int = 0) {
    if flat { return flatValue(role) }
    // Every element may have a comma behind it: counting one always keeps the layout of the last independent of order.
    value(role, level: level + 1, column: (level + 1) * 2 + column, following: 1)
  }

  /// Names in data keep their order: a schema's `properties` are listed as their author wants them read.
  private mutating func object(_ role: SchemaRole, level: Int, flat: Bool) {
    guard reader.beginObject() else { return }
    if reader.emptyObject() { return sink.literal("{}") }
    sink.byte(0x7B)
    if flat { sink.byte(0x20) }
    if isSchema, role.hasKeywords {
      orderedMembers(role, level: level, flat: flat)
    } else {
      var isFirst = true
      repeat {
        separate(isFirst, flat, level)
        isFirst = false
        member(role, level: level, flat: flat)
      } while !sink.isStopped && reader.comma()
    }
    if flat { sink.byte(0x20) } else { sink.newLine(level) }
    _ = reader.endObject()
    sink.byte(0x7D)
  }

  private mutating func member(_ role: SchemaRole, level: Int, flat: Bool) {
    guard let name = nameSlice() else { return }
    let valueRole = role.member(reader.takeString())
    sink.raw(name)
    sink.literal(": ")
    element(valueRole, level: level, flat: flat, column: flat ? 0 : width(of: name) + 2)
  }

  /// Members by rank, equal ranks in the order of the file.
  /// The names are read in a first pass, the values where they are in a second one: nothing of a file is kept.
  private mutating func orderedMembers(_ role: SchemaRole, level: Int, flat: Bool) {
    // Offsets and no copies of the members: each is read again where it is.
    var locations: [(rank: Int, offset: Int)] = []
    repeat {
      reader.skipWhitespace()
      let offset = reader.offset
      guard reader.key() else { return }
      locations.append((KeywordOrder.rank(reader.takeString()), offset))
      guard reader.skipValue() else { return }
    } while reader.comma()
    let end = reader.offset
    // Keywords that nobody knows keep their order among each other, which may mean something to somebody.
    locations.sort { ($0.rank, $0.offset) < ($1.rank, $1.offset) }
    for (index, location) in locations.enumerated() where !sink.isStopped {
      reader.reset(to: location.offset)
      separate(index == 0, flat, level)
      member(role, level: level, flat: flat)
    }
    reader.reset(to: end)
  }

  /// Takes a member's name and colon; the name as it is written, quotes included.
  /// The reader hands out a name without its escapes; what is written must be the author's bytes.
  private mutating func nameSlice() -> JSONSlice? {
    reader.skipWhitespace()
    let start = reader.offset
    guard reader.key() else { return nil }
    var end = reader.offset
    // Back from behind the colon, because white space may be on both sides of it.
    while reader.buffer[end - 1] != 0x3A { end -= 1 }
    end -= 1
    while reader.buffer[end - 1] != 0x22 { end -= 1 }
    return JSONSlice(unchecked: reader.buffer, range: start..<end)
  }

  // MARK: one line

  /// Measured before, so that nothing inside needs to be looked at again.
  private mutating func flatValue(_ role: SchemaRole) {
    switch reader.peekKind() {
    case .object: object(role, level: 0, flat: true)
    case .array: array(role, level: 0, flat: true)
    case .null, .boolean, .number, .string: if let scalar = reader.rawValue() { sink.raw(scalar) }
    case nil: break
    }
  }

  /// Whether the value at hand is at most `available` code points long on one line. Looks no further than that.
  /// Stops at the first code point too many: without that each level would read everything below it again.
  private mutating func fits(_ available: Int) -> Bool {
    let mark = reader.mark
    defer { reader.reset(to: mark) }
    var rest = available
    return measure(&rest, levels: Self.flatLevels)
  }

  /// Takes the length of the next value off `rest`; false as soon as it is too long or too deep.
  private mutating func measure(_ rest: inout Int, levels: Int) -> Bool {
    switch reader.peekKind() {
    case .object: return levels > 0 && measureObject(&rest, levels: levels - 1)
    case .array: return levels > 0 && measureArray(&rest, levels: levels - 1)
    case .null, .boolean, .number, .string:
      guard let scalar = reader.rawValue() else { return false }
      rest -= width(of: scalar)
      return rest >= 0
    case nil: return false
    }
  }

  /// Two for the brackets, and two for each comma with its blank but the last.
  private mutating func measureArray(_ rest: inout Int, levels: Int) -> Bool {
    guard reader.beginArray() else { return false }
    rest -= 2
    if reader.emptyArray() { return rest >= 0 }
    repeat {
      guard measure(&rest, levels: levels) else { return false }
      rest -= 2
    } while reader.comma()
    rest += 2
    return rest >= 0 && reader.endArray()
  }

  /// Four for the braces and their blanks, two for each colon or comma with the blank behind it.
  private mutating func measureObject(_ rest: inout Int, levels: Int) -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() {
      rest -= 2
      return rest >= 0
    }
    rest -= 4
    repeat {
      guard let name = nameSlice() else { return false }
      rest -= width(of: name) + 2
      guard rest >= 0, measure(&rest, levels: levels) else { return false }
      rest -= 2
    } while reader.comma()
    rest += 2
    return rest >= 0 && reader.endObject()
  }

  private func width(of slice: JSONSlice) -> Int {
    // Longer than any line: counting its characters would change nothing.
    if slice.range.count > 4 * 1024 { return slice.range.count }
    return slice.buffer.withSpan(slice.range) { span in
      var count = 0
      // Code points, as the specification counts lengths; how wide a terminal shows them depends on its font.
      for index in span.indices where span[index] & 0xC0 != 0x80 { count += 1 }
      return count
    }
  }
}
