package import JSONCore

/// Turns a program's standard output into the JSON of a tool's result.
package enum OutputReader {
  /// The result's text; nil when fields do not add up, or one that must be an integer is not. It is checked against the
  /// output schema afterwards.
  package static func structure(_ output: [UInt8], as form: ToolDefinition.Program.Output) -> JSONBytes? {
    var writer = JSONWriter(capacity: output.count + 64)
    switch form {
    case .json(let member): json(output, member, &writer)
    case .text(let member): wrap(member, &writer) { OutputText.write(output[...], into: &$0) }
    case .lines(let member):
      let lines = split(output[...], at: [0x0A])
      wrap(member, &writer) { writer in
        list(lines, &writer) { line, writer in
          OutputText.write(line, into: &writer)
          return true
        }
      }
    case .records(let member, let separator, let fieldSeparator, let fields):
      guard let records = records(output[...], separator, fieldSeparator, fields.count) else { return nil }
      var complete = true
      wrap(member, &writer) { writer in
        list(records, &writer) { record, writer in
          complete = self.record(record, fields, &writer) && complete
          return complete
        }
      }
      if !complete { return nil }
    }
    return writer.take()
  }

  /// `{"member":…}`: results are objects, whatever a program prints.
  private static func wrap(_ member: JSONString, _ writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
    writer.byte(0x7B)
    writer.string(member)
    writer.byte(0x3A)
    body(&writer)
    writer.byte(0x7D)
  }

  /// The program's own JSON, in one line and cleaned. Whether it is JSON at all is found by the check against the
  /// output schema.
  private static func json(_ output: [UInt8], _ member: JSONString?, _ writer: inout JSONWriter) {
    guard let member else { return OutputText.cleanJSON(trimmed(output), into: &writer) }
    wrap(member, &writer) { OutputText.cleanJSON(trimmed(output), into: &$0) }
  }

  /// Without the white space of JSON around it.
  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isText(_ byte: UInt8) -> Bool { byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 }
    guard let first = text.firstIndex(where: isText), let last = text.lastIndex(where: isText) else { return [] }
    return Array(text[first...last])
  }

  /// Ends at the first item that `body` refuses; the caller drops the result then.
  private static func list<Item>(
    _ items: [Item], _ writer: inout JSONWriter, _ body: (Item, inout JSONWriter) -> Bool
  ) {
    writer.byte(0x5B)
    for (index, item) in items.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      if !body(item, &writer) { break }
    }
    writer.byte(0x5D)
  }

  /// The fields of every record; nil when a record does not have `count` of them.
  ///
  /// Without a `separator` every field has its `fieldSeparator` behind it, and `count` of them are a record: nothing
  /// that a field holds can move another. With one, text behind the last field's separator belongs to the last field.
  private static func records(
    _ output: ArraySlice<UInt8>, _ separator: [UInt8], _ fieldSeparator: [UInt8], _ count: Int
  ) -> [[ArraySlice<UInt8>]]? {
    guard separator.isEmpty else {
      let records = split(output, at: separator).map { split($0, at: fieldSeparator, limit: count) }
      return records.allSatisfy { $0.count == count } ? records : nil
    }
    guard output.isEmpty || output.suffix(fieldSeparator.count).elementsEqual(fieldSeparator) else { return nil }
    let fields = split(output, at: fieldSeparator)
    guard fields.count % count == 0 else { return nil }
    return stride(from: 0, to: fields.count, by: count).map { Array(fields[$0..<$0 + count]) }
  }

  /// One record as an object; false when an integer is none, which would otherwise become a text where the schema
  /// promises a number.
  private static func record(
    _ values: [ArraySlice<UInt8>], _ fields: [ToolDefinition.Program.Field], _ writer: inout JSONWriter
  ) -> Bool {
    writer.byte(0x7B)
    for (index, field) in fields.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.string(field.name)
      writer.byte(0x3A)
      if field.isInteger {
        guard let value = Int(String(decoding: values[index], as: UTF8.self)) else { return false }
        writer.integer(value)
      } else {
        OutputText.write(values[index], into: &writer)
      }
    }
    writer.byte(0x7D)
    return true
  }

  /// Pieces between separators; a separator at the end does not start another piece. At most `limit` pieces.
  package static func split(_ text: ArraySlice<UInt8>, at separator: [UInt8], limit: Int = .max)
    -> [ArraySlice<UInt8>]
  {
    var pieces: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    var index = start
    while index + separator.count <= text.endIndex, pieces.count < limit - 1 {
      // The first byte alone leaves out nearly every position.
      if text[index] == separator[0], text[index..<index + separator.count].elementsEqual(separator) {
        pieces.append(text[start..<index])
        index += separator.count
        start = index
      } else {
        index += 1
      }
    }
    if start < text.endIndex || (limit != .max && pieces.count < limit) { pieces.append(text[start...]) }
    return pieces
  }
}
