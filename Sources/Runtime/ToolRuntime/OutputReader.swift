package import JSONCore

/// What a program wrote, and how it came to its end.
package struct ProgramResult: Sendable {
  package var bytes: [UInt8]
  /// The program was ended at its limit: the end of the bytes is no end of a line or record.
  package var isCut: Bool
  /// Nil for a program that was ended.
  package var exitCode: Int?

  package init(bytes: [UInt8], isCut: Bool = false, exitCode: Int? = nil) {
    self.bytes = bytes
    self.isCut = isCut
    self.exitCode = exitCode
  }
}

/// Why an output cannot be read as the tool file says. The words follow the name of the program.
package struct OutputFailure: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }

  /// Of a line or record, counted from 1.
  static func undeclared(_ part: String, _ number: Int, _ cause: String) -> OutputFailure {
    OutputFailure("did not write what the tool file declares: \(part) \(number) \(cause)")
  }
}

/// Turns the output of a program into the JSON of a tool's result: one pass over the bytes, from which the text of the
/// result is copied once. Nothing of it becomes a `String` unless it has characters that are made visible.
package enum OutputReader {
  /// The result's text, which is checked against the output schema afterwards.
  ///
  /// Of an output that was cut there is what is whole: what would be a record with its end missing is left out.
  package static func structure(
    _ output: ProgramResult, as form: ToolDefinition.Program.Output, additions: ToolDefinition.Program.Additions = .none
  ) throws(OutputFailure) -> JSONBytes {
    var writer = JSONWriter(capacity: output.bytes.count + 64)
    if case .json(nil, let empty) = form {
      try json(output.bytes, isValue: false, empty, &writer)
      return writer.take()
    }
    writer.byte(0x7B)
    let start = writer.count
    if let member = form.member {
      writer.string(member)
      writer.byte(0x3A)
    }
    try value(output, form, &writer)
    additions.write(output, isFirst: writer.count == start, into: &writer)
    writer.byte(0x7D)
    return writer.take()
  }

  private static func value(
    _ output: ProgramResult, _ form: ToolDefinition.Program.Output, _ writer: inout JSONWriter
  ) throws(OutputFailure) {
    let isCut = output.isCut
    switch form {
    case .json(_, let empty): try json(output.bytes, isValue: true, empty, &writer)
    case .text: OutputText.write(isCut ? wholeCharacters(output.bytes) : output.bytes[...], into: &writer)
    case .lines: lines(OutputPieces(output.bytes, isCut: isCut), &writer)
    case .jsonLines: try jsonLines(OutputPieces(output.bytes, isCut: isCut), &writer)
    case .records(_, [], let fieldSeparator, let fields):
      try counted(OutputPieces(output.bytes, at: fieldSeparator, isCut: isCut), fields, isCut: isCut, &writer)
    case .records(_, let separator, let fieldSeparator, let fields):
      try records(OutputPieces(output.bytes, at: separator, isCut: isCut), fieldSeparator, fields, &writer)
    case .columns(_, let skipLines, let fields):
      try columns(OutputPieces(output.bytes, isCut: isCut), skipLines, fields, &writer)
    case .csv(_, let delimiter, let header, let fields):
      var table = CSVTable(output.bytes, delimiter: delimiter, fields: fields, isCut: isCut)
      try table.write(header, into: &writer)
    case .keyValues(let member, let separator, let fields, let others):
      var pairs = KeyValuePairs(fields, others, separator)
      if member != nil { writer.byte(0x7B) }
      try pairs.write(OutputPieces(output.bytes, isCut: isCut), into: &writer)
      if member != nil { writer.byte(0x7D) }
    }
  }

  // MARK: JSON

  /// The program's own JSON, in one line and cleaned. As the whole result it is checked against the output schema; as
  /// the value of a member it must be one value, or it could bring members of its own.
  private static func json(_ output: [UInt8], isValue: Bool, _ empty: JSONSlice?, _ writer: inout JSONWriter)
    throws(OutputFailure)
  {
    let text = trimmed(output)
    if text.isEmpty, let empty { return writer.raw(empty) }
    if isValue || text.isEmpty {
      let bytes = JSONBytes(output)
      if let cause = InvalidOutput.cause(in: bytes, text.startIndex..<text.endIndex) { throw OutputFailure(cause) }
    }
    OutputText.cleanJSON(text, into: &writer)
  }

  /// Without the white space of JSON around it.
  private static func trimmed(_ text: [UInt8]) -> ArraySlice<UInt8> {
    func isText(_ byte: UInt8) -> Bool { byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 }
    guard let first = text.firstIndex(where: isText), let last = text.lastIndex(where: isText) else { return [] }
    return text[first...last]
  }

  /// Each line is one JSON value; lines without text are none.
  private static func jsonLines(_ pieces: OutputPieces, _ writer: inout JSONWriter) throws(OutputFailure) {
    var lines = pieces
    let bytes = JSONBytes(lines.output)
    writer.byte(0x5B)
    let start = writer.count
    while let line = lines.next() {
      guard let first = line.firstIndex(where: { !isBlank($0) }), let last = line.lastIndex(where: { !isBlank($0) })
      else { continue }
      let range = first..<last + 1
      var reader = JSONReader(bytes, range: range)
      guard reader.skipValue(), reader.finish() else {
        let cause = InvalidOutput.reason(reader.failure, at: reader.failureOffset, in: bytes, range)
        throw .undeclared("line", lines.number, "is not one JSON value: \(cause)")
      }
      if writer.count > start { writer.byte(0x2C) }
      if OutputText.isCleanJSON(line[range]) {
        writer.raw(JSONSlice(unchecked: bytes, range: range))
      } else {
        OutputText.cleanJSON(line[range], into: &writer)
      }
    }
    writer.byte(0x5D)
  }

  // MARK: text

  private static func lines(_ pieces: OutputPieces, _ writer: inout JSONWriter) {
    var lines = pieces
    writer.byte(0x5B)
    while let line = lines.next() {
      if lines.number > 1 { writer.byte(0x2C) }
      OutputText.write(line, into: &writer)
    }
    writer.byte(0x5D)
  }

  /// Without the beginning of a character whose end was cut off. Other bytes that are no UTF-8 stay: they are made
  /// visible as in any output.
  private static func wholeCharacters(_ text: [UInt8]) -> ArraySlice<UInt8> {
    for length in 1...3 where length <= text.count {
      let byte = text[text.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return needed > length ? text.dropLast(length) : text[...]
    }
    return text[...]
  }

  /// A space, a tab, or the carriage return of a line that ends with two characters.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
}

extension ToolDefinition.Program.Additions {
  /// Behind the members that are there, with a comma before each unless it is the first.
  fileprivate func write(_ output: ProgramResult, isFirst: Bool, into writer: inout JSONWriter) {
    var isFirst = isFirst
    func begin(_ name: JSONString, _ writer: inout JSONWriter) {
      if !isFirst { writer.byte(0x2C) }
      isFirst = false
      writer.string(name)
      writer.byte(0x3A)
    }
    if let truncatedAs {
      begin(truncatedAs, &writer)
      writer.boolean(output.isCut)
    }
    // A program that was ended has none.
    guard let exitCodeAs, let code = output.exitCode else { return }
    begin(exitCodeAs, &writer)
    if let meaning = meanings.first(where: { $0.code == code }) {
      writer.string(meaning.text)
    } else {
      writer.integer(code)
    }
  }
}
