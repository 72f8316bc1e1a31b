import JSONCore

/// Records of RFC 4180 with any delimiter: a field in quotes may hold delimiters, line ends and doubled quotes.
///
/// More lenient than the RFC where programs are: a record may end with a line feed alone, and a quote within a field that
/// has none in front is text. A line without text is no record.
struct CSVTable {
  private let text: [UInt8]
  private let delimiter: UInt8
  private let isCut: Bool
  private var fields: [ToolDefinition.Program.Field]
  private var index = 0
  /// The record being read, from 1.
  private var number = 0

  /// What is behind a field.
  private enum End {
    case field
    case record
    /// The end of the text, which is one of the record too, unless the text was cut.
    case text
  }

  init(_ text: [UInt8], delimiter: UInt8, fields: [ToolDefinition.Program.Field], isCut: Bool) {
    self.text = text
    self.delimiter = delimiter
    self.fields = fields
    self.isCut = isCut
  }

  /// An array with an object for each record.
  mutating func write(_ header: ToolDefinition.Program.Header, into writer: inout JSONWriter) throws(OutputFailure) {
    writer.byte(0x5B)
    let first = writer.count
    if header != .none, beginRecord() { try readHeader(header) }
    while beginRecord() {
      let start = writer.count
      if start > first { writer.byte(0x2C) }
      guard try record(into: &writer) else {
        writer.truncate(to: start)
        break
      }
    }
    writer.byte(0x5D)
  }

  /// Passes empty lines. False at the end of the text.
  private mutating func beginRecord() -> Bool {
    while index < text.count, let length = lineEnd(at: index) { index += length }
    guard index < text.count else { return false }
    number += 1
    return true
  }

  /// One record as an object; false when its end was cut off.
  private mutating func record(into writer: inout JSONWriter) throws(OutputFailure) -> Bool {
    writer.byte(0x7B)
    let start = writer.count
    var count = 0
    while true {
      guard let (value, end) = try field() else { return false }
      if end == .text, isCut { return false }
      if count < fields.count { try write(value, fields[count], isFirst: writer.count == start, &writer) }
      count += 1
      if end != .field { break }
    }
    guard count == fields.count else {
      throw .undeclared("record", number, "has \(count) fields where there are \(fields.count)")
    }
    writer.byte(0x7D)
    return true
  }

  /// A field without text is no number and no boolean: the member is absent, which the schema allows or not.
  private func write(
    _ value: ArraySlice<UInt8>, _ field: ToolDefinition.Program.Field, isFirst: Bool, _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    if value.isEmpty, field.kind != .string { return }
    if !isFirst { writer.byte(0x2C) }
    writer.string(field.name)
    writer.byte(0x3A)
    guard field.kind.write(value, into: &writer) else {
      throw .undeclared("record", number, "has no \(field.kind.word) in \"\(field.name)\"")
    }
  }

  /// The names decide which member each field is: all must be declared, and none twice.
  private mutating func readHeader(_ header: ToolDefinition.Program.Header) throws(OutputFailure) {
    var found: [ToolDefinition.Program.Field] = []
    while true {
      guard let (value, end) = try field() else { return index = text.count }
      if end == .text, isCut { return index = text.count }
      if header == .names {
        let name = Self.withoutMark(value, isFirst: found.isEmpty)
        guard let field = fields.first(where: { $0.name.bytes.elementsEqual(name) }) else {
          throw .undeclared("record", 1, "has the name \"\(OutputText.clean(name))\", which the records do not declare")
        }
        guard !found.contains(where: { $0.name == field.name }) else {
          throw .undeclared("record", 1, "has the name \"\(field.name)\" twice")
        }
        found.append(field)
      }
      if end != .field { break }
    }
    if header == .names { fields = found }
  }

  /// Programs that write for spreadsheets begin with a byte order mark.
  private static func withoutMark(_ name: ArraySlice<UInt8>, isFirst: Bool) -> ArraySlice<UInt8> {
    isFirst && name.starts(with: [0xEF, 0xBB, 0xBF]) ? name.dropFirst(3) : name
  }

  // MARK: fields

  /// The bytes of a line end: one, or two with a carriage return; nil for anything else.
  private func lineEnd(at index: Int) -> Int? {
    if text[index] == 0x0A { return 1 }
    guard text[index] == 0x0D else { return nil }
    if index + 1 == text.count { return 1 }
    return text[index + 1] == 0x0A ? 2 : nil
  }

  /// The next field and what is behind it; nil where a field in quotes was cut.
  private mutating func field() throws(OutputFailure) -> (value: ArraySlice<UInt8>, end: End)? {
    if index < text.count, text[index] == 0x22 { return try quoted() }
    let start = index
    while index < text.count, text[index] != delimiter, lineEnd(at: index) == nil { index += 1 }
    let value = text[start..<index]
    return (value, passEnd())
  }

  private mutating func quoted() throws(OutputFailure) -> (value: ArraySlice<UInt8>, end: End)? {
    index += 1
    let start = index
    // Only a text with quotes in it is put together anew.
    var rewritten: [UInt8] = []
    var copied = start
    while let quote = text[index...].firstIndex(of: 0x22) {
      index = quote + 1
      if index < text.count, text[index] == 0x22 {
        rewritten += text[copied...quote]
        index += 1
        copied = index
        continue
      }
      let value = copied == start ? text[start..<quote] : (rewritten + text[copied..<quote])[...]
      guard index == text.count || text[index] == delimiter || lineEnd(at: index) != nil else {
        throw .undeclared("record", number, "has text behind the quotes around a field")
      }
      return (value, passEnd())
    }
    if isCut { return nil }
    throw .undeclared("record", number, "has quotes that are not closed")
  }

  private mutating func passEnd() -> End {
    guard index < text.count else { return .text }
    if let length = lineEnd(at: index) {
      index += length
      return .record
    }
    index += 1
    return .field
  }
}
