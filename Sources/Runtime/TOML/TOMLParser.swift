import JSONCore

/// Reads a whole document, strictly: what TOML 1.0 does not allow is an error with its place, not a guess.
struct TOMLParser {
  let text: [UInt8]
  var position = 0
  let root = TOMLTable(.header)
  var sections: [TOMLDocument.Section] = []
  /// Where `key = value` adds.
  private var current: TOMLTable
  /// Levels of arrays and inline tables that are open.
  var depth = 0
  static let mostLevels = 64

  init(_ text: [UInt8]) throws(TOMLError) {
    self.text = text
    current = root
    guard text.count <= TOMLDocument.mostBytes else {
      throw TOMLError(location: SourceLocation(line: 1, column: 1), message: "the file has more than 4 MiB")
    }
    if let offset = Self.invalidUTF8(text) { throw error("this is not UTF-8: save the file as UTF-8", at: offset) }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func document() throws(TOMLError) {
    while position < text.count {
      skipBlanks()
      switch peek {
      case nil: return
      // What is taken below: a line may have nothing but a comment, or nothing.
      case 0x0A, 0x0D, UInt8(ascii: "#"): break
      case UInt8(ascii: "["): try header()
      default:
        try pair(into: current)
        if !sections.isEmpty { sections[sections.count - 1].end = position }
      }
      skipBlanks()
      if peek == UInt8(ascii: "#") { try comment() }
      try lineEnd()
    }
  }

  // MARK: headers

  private mutating func header() throws(TOMLError) {
    let start = position
    position += 1
    let isList = peek == UInt8(ascii: "[")
    if isList { position += 1 }
    let keys = try keyPath()
    skipBlanks()
    try expect(UInt8(ascii: "]"), "close the header with ]")
    if isList { try expect(UInt8(ascii: "]"), "close the header with ]]") }
    let range = start..<position
    sections.append(.init(path: keys.map(\.text), isList: isList, header: range, end: position))
    let parent = try descend(keys.dropLast(), range)
    guard let last = keys.last else { return }
    current = isList ? try addListItem(last, to: parent, range) : try defineTable(last, in: parent, range)
  }

  /// Through tables that may be made on the way, and through the last item of lists of tables.
  private func descend(_ keys: ArraySlice<Key>, _ header: Range<Int>) throws(TOMLError) -> TOMLTable {
    var table = root
    for key in keys {
      guard let entry = table.entry(key.text) else {
        let next = TOMLTable(.implied)
        table.append(.init(key: key.text, keyRange: key.range, node: .init(value: .table(next), range: header)))
        table = next
        continue
      }
      switch entry.node.value {
      case .table(let next) where next.definition != .inline: table = next
      case .array(let items) where entry.isListOfTables:
        guard let last = items.last?.table else {
          throw error("\(key.name) has no table yet", at: key.range.lowerBound)
        }
        table = last
      default: throw error("\(key.name) is \(entry.node.value.kind) already, and complete", at: key.range.lowerBound)
      }
    }
    return table
  }

  private func defineTable(_ key: Key, in parent: TOMLTable, _ header: Range<Int>) throws(TOMLError) -> TOMLTable {
    guard let position = parent.position(key.text) else {
      let table = TOMLTable(.header)
      parent.append(.init(key: key.text, keyRange: key.range, node: .init(value: .table(table), range: header)))
      return table
    }
    guard let table = parent.entries[position].node.table, table.definition == .implied else {
      throw error("\(key.name) is defined already", at: key.range.lowerBound)
    }
    table.definition = .header
    parent.entries[position].node = .init(value: .table(table), range: header)
    return table
  }

  private func addListItem(_ key: Key, to parent: TOMLTable, _ header: Range<Int>) throws(TOMLError) -> TOMLTable {
    let table = TOMLTable(.header)
    let item = TOMLNode(value: .table(table), range: header)
    guard let position = parent.position(key.text) else {
      var entry = TOMLTable.Entry(key: key.text, keyRange: key.range, node: .init(value: .array([item]), range: header))
      entry.isListOfTables = true
      parent.append(entry)
      return table
    }
    guard parent.entries[position].isListOfTables, let items = parent.entries[position].node.array else {
      throw error("\(key.name) is defined already, and not by [[…]]", at: key.range.lowerBound)
    }
    let range = parent.entries[position].node.range
    parent.entries[position].node = TOMLNode(value: .array(items + [item]), range: range)
    return table
  }

  // MARK: pairs

  /// `key = value` with everything on its line.
  mutating func pair(into table: TOMLTable) throws(TOMLError) {
    let keys = try keyPath()
    skipBlanks()
    try expect(UInt8(ascii: "="), "write = between key and value")
    skipBlanks()
    var target = table
    for key in keys.dropLast() { target = try dotted(key, in: target) }
    guard let last = keys.last else { return }
    guard target.position(last.text) == nil else {
      throw error("\(last.name) is defined already", at: last.range.lowerBound)
    }
    let node = try value()
    target.append(.init(key: last.text, keyRange: last.range, node: node))
  }

  /// The table that a dotted key goes through: one of the same section, or a new one.
  private func dotted(_ key: Key, in table: TOMLTable) throws(TOMLError) -> TOMLTable {
    let own = TOMLTable.Definition.dotted(section: sections.count)
    guard let entry = table.entry(key.text) else {
      let next = TOMLTable(own)
      table.append(.init(key: key.text, keyRange: key.range, node: .init(value: .table(next), range: key.range)))
      return next
    }
    guard let next = entry.node.table, next.definition == own || next.definition == .implied else {
      throw error("\(key.name) is defined already, elsewhere", at: key.range.lowerBound)
    }
    next.definition = own
    return next
  }

  // MARK: keys

  struct Key {
    let text: String
    let range: Range<Int>

    /// For messages: what is no plain word could be anything, a secret in the wrong place too.
    var name: String {
      let isWord =
        text.utf8.count <= 32
        && text.utf8.allSatisfy { TOMLParser.isBare($0) && !($0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z")) }
      return isWord ? "\"\(text)\"" : "this key"
    }
  }

  private mutating func keyPath() throws(TOMLError) -> [Key] {
    var keys: [Key] = []
    repeat {
      skipBlanks()
      keys.append(try key())
      skipBlanks()
    } while take(UInt8(ascii: "."))
    return keys
  }

  private mutating func key() throws(TOMLError) -> Key {
    let start = position
    switch peek {
    case UInt8(ascii: "\""): return Key(text: try basicString(), range: start..<position)
    case UInt8(ascii: "'"): return Key(text: try literalString(), range: start..<position)
    default:
      while let byte = peek, Self.isBare(byte) { position += 1 }
      guard position > start else {
        throw error("a key is letters, digits, - and _, or a string in quotes", at: position)
      }
      return Key(text: String(decoding: text[start..<position], as: UTF8.self), range: start..<position)
    }
  }

  static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
