package import JSONCore

/// Turns a program's standard output into the JSON of a tool's result.
package enum OutputReader {
  /// The result's text; nil when a field that must be an integer is not one. It is checked against the output schema
  /// afterwards.
  package static func structure(_ output: [UInt8], as form: ToolDefinition.Program.Output) -> JSONBytes? {
    var writer = JSONWriter(capacity: output.count + 64)
    switch form {
    case .json(let member): json(output, member, &writer)
    case .text(let member): wrap(member, &writer) { $0.string(OutputText.clean(output[...])) }
    case .lines(let member):
      let lines = split(output[...], at: [0x0A])
      wrap(member, &writer) { writer in
        list(lines, &writer) { line, writer in
          writer.string(OutputText.clean(line))
          return true
        }
      }
    case .records(let member, let separator, let fieldSeparator, let fields):
      var complete = true
      let records = split(output[...], at: separator)
      wrap(member, &writer) { writer in
        list(records, &writer) { record, writer in
          complete = self.record(record, fieldSeparator, fields, &writer) && complete
          return complete
        }
      }
      if !complete { return nil }
    }
    return writer.copy()
  }

  private static func wrap(_ member: JSONString, _ writer: inout JSONWriter, _ body: (inout JSONWriter) -> Void) {
    writer.byte(0x7B)
    writer.string(member)
    writer.byte(0x3A)
    body(&writer)
    writer.byte(0x7D)
  }

  /// Line feeds in JSON text are white space only, since strings must escape them: blanks keep the result one line.
  private static func json(_ output: [UInt8], _ member: JSONString?, _ writer: inout JSONWriter) {
    let text = output.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
    guard let member else { return writer.raw(trimmed(text)) }
    wrap(member, &writer) { $0.raw(trimmed(text)) }
  }

  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    guard let first = text.firstIndex(where: { $0 != 0x20 }), let last = text.lastIndex(where: { $0 != 0x20 }) else {
      return []
    }
    return Array(text[first...last])
  }

  private static func list(
    _ items: [ArraySlice<UInt8>], _ writer: inout JSONWriter,
    _ body: (ArraySlice<UInt8>, inout JSONWriter) -> Bool
  ) {
    writer.byte(0x5B)
    for (index, item) in items.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      if !body(item, &writer) { break }
    }
    writer.byte(0x5D)
  }

  /// One object; text behind the last field's separator belongs to the last field.
  private static func record(
    _ record: ArraySlice<UInt8>, _ separator: [UInt8], _ fields: [ToolDefinition.Program.Field],
    _ writer: inout JSONWriter
  ) -> Bool {
    let values = split(record, at: separator, limit: fields.count)
    guard values.count == fields.count else { return false }
    writer.byte(0x7B)
    for (index, field) in fields.enumerated() {
      if index > 0 { writer.byte(0x2C) }
      writer.string(field.name)
      writer.byte(0x3A)
      if field.isInteger {
        guard let value = Int(String(decoding: values[index], as: UTF8.self)) else { return false }
        writer.integer(value)
      } else {
        writer.string(OutputText.clean(values[index]))
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

/// Text from outside made fit for a person's terminal and a model's eyes.
package enum OutputText {
  /// UTF-8 with what is not valid replaced by U+FFFD, and without control characters other than tab and line feed.
  package static func clean(_ bytes: ArraySlice<UInt8>) -> String {
    var text = String(decoding: bytes, as: UTF8.self)
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x09 }) { return text }
    text.unicodeScalars.removeAll { scalar in
      scalar.value < 0x20 && scalar.value != 0x0A && scalar.value != 0x09 || 0x7F...0x9F ~= scalar.value
    }
    return text
  }

  /// The last `limit` bytes of a program's messages as one paragraph.
  package static func tail(_ bytes: [UInt8], limit: Int = 2000) -> String {
    clean(bytes.suffix(limit)[...])
  }
}
