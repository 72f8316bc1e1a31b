/// Values and what is between them.
extension TOMLParser {
  mutating func value() throws(TOMLError) -> TOMLNode {
    let start = position
    let value: TOMLValue
    switch peek {
    case UInt8(ascii: "\""): value = .string(starts("\"\"\"") ? try multilineBasic() : try basicString())
    case UInt8(ascii: "'"): value = .string(starts("'''") ? try multilineLiteral() : try literalString())
    case UInt8(ascii: "["): value = .array(try array())
    case UInt8(ascii: "{"): value = .table(try inlineTable())
    case UInt8(ascii: "t") where word("true"): value = .boolean(true)
    case UInt8(ascii: "f") where word("false"): value = .boolean(false)
    default: value = try numberOrDate()
    }
    return TOMLNode(value: value, range: start..<position)
  }

  private mutating func array() throws(TOMLError) -> [TOMLNode] {
    try open()
    var items: [TOMLNode] = []
    while true {
      try skipLines()
      if take(UInt8(ascii: "]")) { break }
      items.append(try value())
      try skipLines()
      if take(UInt8(ascii: ",")) { continue }
      try expect(UInt8(ascii: "]"), "write , or ] behind an element of an array")
      break
    }
    depth -= 1
    return items
  }

  private mutating func inlineTable() throws(TOMLError) -> TOMLTable {
    try open()
    // Its own dotted keys may come together; the table is complete with its brace.
    let table = TOMLTable(.header)
    skipBlanks()
    if !take(UInt8(ascii: "}")) {
      repeat {
        skipBlanks()
        try pair(into: table)
        skipBlanks()
      } while take(UInt8(ascii: ","))
      try expect(UInt8(ascii: "}"), "write , or } behind a pair; { … } is on one line, without a comma at its end")
    }
    Self.close(table)
    depth -= 1
    return table
  }

  /// Nothing can be added to it, nor to what is in it.
  private static func close(_ table: TOMLTable) {
    table.definition = .inline
    for entry in table.entries { if let inner = entry.node.table { close(inner) } }
  }

  private mutating func open() throws(TOMLError) {
    depth += 1
    guard depth <= Self.mostLevels else { throw error("nest at most \(Self.mostLevels) levels", at: position) }
    position += 1
  }

  // MARK: between values

  var peek: UInt8? { position < text.count ? text[position] : nil }

  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  mutating func expect(_ byte: UInt8, _ help: String) throws(TOMLError) {
    guard take(byte) else { throw error(help, at: position) }
  }

  func starts(_ word: StaticString) -> Bool { text[position...].starts(with: word.description.utf8) }

  /// Takes a word that ends there.
  mutating func word(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard starts(word), end >= text.count || !Self.isBare(text[end]) else { return false }
    position = end
    return true
  }

  mutating func skipBlanks() { while peek == 0x20 || peek == 0x09 { position += 1 } }

  /// Blanks, line ends and comments.
  private mutating func skipLines() throws(TOMLError) {
    while true {
      skipBlanks()
      switch peek {
      case 0x0A, 0x0D: try lineEnd()
      case UInt8(ascii: "#"): try comment()
      default: return
      }
    }
  }

  mutating func lineEnd() throws(TOMLError) {
    if position == text.count || take(0x0A) { return }
    if peek == 0x0D, position + 1 < text.count, text[position + 1] == 0x0A {
      position += 2
      return
    }
    throw error("the line should end here: one key and one value for each line", at: position)
  }

  mutating func comment() throws(TOMLError) {
    while let byte = peek, byte != 0x0A {
      if byte == 0x0D, position + 1 < text.count, text[position + 1] == 0x0A { return }
      if Self.isControl(byte) { throw error("control characters are not allowed in comments", at: position) }
      position += 1
    }
  }

  /// All but the tab.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

  func error(_ message: String, at offset: Int) -> TOMLError {
    TOMLError(location: TOMLDocument.location(of: offset, in: text), message: message)
  }

  /// The offset of the first byte that belongs to no character; nil when all do.
  static func invalidUTF8(_ text: [UInt8]) -> Int? {
    var offset = 0
    var decoder = Unicode.UTF8.ForwardParser()
    var bytes = text.makeIterator()
    while true {
      switch decoder.parseScalar(from: &bytes) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }
}
