import JSONCore

/// Lines of a name and a value, as `systemctl show` prints them.
///
/// A name that occurs twice is refused: whoever writes the second one would choose between the two. Names that the
/// schema does not declare are left out, since programs print more with each version.
struct KeyValuePairs {
  private let fields: [ToolDefinition.Program.Field]
  private let others: ToolDefinition.Program.Field.Kind?
  private let separator: [UInt8]
  private let names: [[UInt8]]
  private var isSeen: [Bool]
  private var seenOthers: Set<ArraySlice<UInt8>> = []

  init(
    _ fields: [ToolDefinition.Program.Field], _ others: ToolDefinition.Program.Field.Kind?, _ separator: [UInt8]
  ) {
    self.fields = fields
    self.others = others
    self.separator = separator
    names = fields.map(\.name.bytes)
    isSeen = [Bool](repeating: false, count: fields.count)
  }

  /// The members, without the braces around them. Blanks around names and values are none of their text; lines without
  /// text say nothing.
  mutating func write(_ pieces: OutputPieces, into writer: inout JSONWriter) throws(OutputFailure) {
    var lines = pieces
    let start = writer.count
    while let text = lines.next() {
      let line = Self.trimmed(text)
      guard !line.isEmpty else { continue }
      guard let end = OutputPieces.first(separator, in: line) else {
        throw .undeclared("line", lines.number, "has no \"\(String(decoding: separator, as: UTF8.self))\"")
      }
      let name = Self.trimmed(line[..<end])
      guard let kind = try kind(of: name, lines.number) else { continue }
      let value = Self.trimmed(line[(end + separator.count)...])
      // No text is no number: the member is absent, which the schema allows or not.
      if value.isEmpty, kind != .string { continue }
      if writer.count > start { writer.byte(0x2C) }
      OutputText.write(name, into: &writer)
      writer.byte(0x3A)
      guard kind.write(value, into: &writer) else {
        throw .undeclared("line", lines.number, "has no \(kind.word) in \"\(OutputText.clean(name))\"")
      }
    }
  }

  /// How the value of a name is read; nil when the name is left out.
  private mutating func kind(of name: ArraySlice<UInt8>, _ line: Int) throws(OutputFailure)
    -> ToolDefinition.Program.Field.Kind?
  {
    let isFirst: Bool
    let kind: ToolDefinition.Program.Field.Kind
    if let index = names.firstIndex(where: { $0.elementsEqual(name) }) {
      kind = fields[index].kind
      isFirst = !isSeen[index]
      isSeen[index] = true
    } else {
      guard let others else { return nil }
      kind = others
      isFirst = seenOthers.insert(name).inserted
    }
    guard isFirst else { throw .undeclared("line", line, "repeats the name \"\(OutputText.clean(name))\"") }
    return kind
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = text.firstIndex(where: { !OutputReader.isBlank($0) }),
      let last = text.lastIndex(where: { !OutputReader.isBlank($0) })
    else { return text[text.endIndex...] }
    return text[first...last]
  }
}
