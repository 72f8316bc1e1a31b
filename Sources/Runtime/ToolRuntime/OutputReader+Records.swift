import JSONCore

extension OutputReader {
  private typealias Field = ToolDefinition.Program.Field

  /// Records that end with a separator, whose last field takes what is left of them.
  static func records(
    _ pieces: OutputPieces, _ fieldSeparator: [UInt8], _ fields: [ToolDefinition.Program.Field],
    _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    var records = pieces
    writer.byte(0x5B)
    while var rest = records.next() {
      if records.number > 1 { writer.byte(0x2C) }
      for (index, field) in fields.enumerated() {
        var value = rest
        if index < fields.count - 1 {
          guard let end = OutputPieces.first(fieldSeparator, in: rest) else {
            throw .undeclared("record", records.number, "has \(index + 1) of the \(fields.count) declared fields")
          }
          value = rest[..<end]
          rest = rest[(end + fieldSeparator.count)...]
        }
        try write(value, field, isFirst: index == 0, "record", records.number, &writer)
      }
      writer.byte(0x7D)
    }
    writer.byte(0x5D)
  }

  /// Every field has its separator behind it, and as many as there are names are a record: nothing that a field holds
  /// can move another.
  static func counted(
    _ pieces: OutputPieces, _ fields: [ToolDefinition.Program.Field], isCut: Bool, _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    var values = pieces
    writer.byte(0x5B)
    var number = 0
    while let first = values.next() {
      let start = writer.count
      number += 1
      if number > 1 { writer.byte(0x2C) }
      for (index, field) in fields.enumerated() {
        guard let value = index == 0 ? first : values.next(), values.hasEnd else {
          guard isCut else {
            throw .undeclared("record", number, "has \(index) of the \(fields.count) declared fields")
          }
          writer.truncate(to: start)
          return writer.byte(0x5D)
        }
        try write(value, field, isFirst: index == 0, "record", number, &writer)
      }
      writer.byte(0x7D)
    }
    writer.byte(0x5D)
  }

  /// Fields between blanks, as programs align them for people: the last one takes the rest of its line, blanks included,
  /// and may be empty. Lines without text say nothing.
  static func columns(
    _ pieces: OutputPieces, _ skipLines: Int, _ fields: [ToolDefinition.Program.Field], _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    var lines = pieces
    writer.byte(0x5B)
    let start = writer.count
    while let line = lines.next() {
      guard lines.number > skipLines, var index = line.firstIndex(where: { !isBlank($0) }),
        let last = line.lastIndex(where: { !isBlank($0) })
      else { continue }
      if writer.count > start { writer.byte(0x2C) }
      for (position, field) in fields.enumerated() {
        var end = last + 1
        if position < fields.count - 1 { end = line[index..<end].firstIndex(where: isBlank) ?? end }
        guard index < end || position == fields.count - 1 && field.kind == .string && position > 0 else {
          throw .undeclared("line", lines.number, "has \(position) of the \(fields.count) declared columns")
        }
        try write(line[index..<end], field, isFirst: position == 0, "line", lines.number, &writer)
        index = line[end..<last + 1].firstIndex { !isBlank($0) } ?? last + 1
      }
      writer.byte(0x7D)
    }
    writer.byte(0x5D)
  }

  /// A member of a record, the brace in front of the first one.
  private static func write(
    _ value: ArraySlice<UInt8>, _ field: Field, isFirst: Bool, _ part: String, _ number: Int,
    _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    writer.byte(isFirst ? 0x7B : 0x2C)
    writer.string(field.name)
    writer.byte(0x3A)
    guard field.kind.write(value, into: &writer) else {
      throw .undeclared(part, number, "has no \(field.kind.word) in \"\(field.name)\"")
    }
  }
}
