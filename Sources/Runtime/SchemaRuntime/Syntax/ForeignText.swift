/// Formats that are taken for JSON by mistake, recognized by the beginning of the text.
enum ForeignText {
  /// Lines that are looked at: comments come first in most files of settings.
  private static let shownLines = 64
  /// Bytes of a line that are looked at.
  private static let shownBytes = 512

  /// Bytes that are no UTF-8 text at all.
  static func findEncoding(in span: Span<UInt8>) -> SyntaxCause? { packed(span) ?? encoded(span) }

  // MARK: bytes

  private static let packers: [(magic: [UInt8], name: String, command: String)] = [
    ([0x1F, 0x8B], "gzip", "gunzip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "unzstd"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz", "unxz"), ([0x42, 0x5A, 0x68], "bzip2", "bunzip2"),
    ([0x50, 0x4B, 0x03, 0x04], "zip", "unzip"),
  ]

  private static func packed(_ span: Span<UInt8>) -> SyntaxCause? {
    for (magic, name, command) in packers where begins(span, magic) {
      return SyntaxCause("the file is compressed with \(name)", "unpack it first: \(command)")
    }
    return nil
  }

  /// UTF-16 and UTF-32, with a mark or by the zero bytes that every character of ASCII has in them.
  private static func encoded(_ span: Span<UInt8>) -> SyntaxCause? {
    let hasMark = begins(span, [0xFE, 0xFF]) || begins(span, [0xFF, 0xFE])
    let hasZeros = span.count > 1 && (span[0] == 0) != (span[1] == 0)
    guard hasMark || hasZeros else { return nil }
    return SyntaxCause("the text is UTF-16 or UTF-32", "save the file as UTF-8")
  }

  private static func begins(_ span: Span<UInt8>, _ bytes: [UInt8]) -> Bool {
    span.count >= bytes.count && bytes.indices.allSatisfy { span[$0] == bytes[$0] }
  }

  // MARK: lines

  /// A text in another language, by its first lines.
  static func findLanguage(in span: Span<UInt8>) -> SyntaxCause? {
    let lines = firstLines(span)
    guard let line = lines.first, let first = line.first else { return nil }
    if first == UInt8(ascii: "<") { return SyntaxCause("the text is XML or HTML", "give a JSON file") }
    // A list of one word looks like a table of TOML: what is below tells the two apart.
    if isTOMLKey(line) || isTOMLTable(line) && lines.dropFirst().contains(where: { isTOMLKey($0) || isTOMLTable($0) }) {
      return SyntaxCause("the text is TOML, which is not read", "convert it to JSON or YAML first")
    }
    if isYAML(line) {
      return SyntaxCause("the text is YAML", "give the file a name that ends in .yaml, or convert it to JSON")
    }
    return nil
  }

  /// The first two lines that are neither blank nor comments, without the white space around them.
  private static func firstLines(_ span: Span<UInt8>) -> [[UInt8]] {
    var index = begins(span, [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines: [[UInt8]] = []
    for _ in 0..<shownLines where index < span.count && lines.count < 2 {
      var line: [UInt8] = []
      while index < span.count, span[index] != 0x0A {
        if line.count < shownBytes { line.append(span[index]) }
        index += 1
      }
      index += 1
      let text = line.drop(while: SyntaxScan.isSpace)
      if let first = text.first, first != UInt8(ascii: "#") { lines.append(trimmed(text)) }
    }
    return lines
  }

  private static func trimmed(_ line: ArraySlice<UInt8>) -> [UInt8] {
    Array(line[..<((line.lastIndex { !SyntaxScan.isSpace($0) } ?? line.endIndex - 1) + 1)])
  }

  private static func isKey(_ byte: UInt8) -> Bool {
    byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte >= 0x30 && byte <= 0x39 || "_-. \"".utf8.contains(byte)
  }

  /// `[table]` or `[[array.of.tables]]`.
  private static func isTOMLTable(_ line: [UInt8]) -> Bool {
    guard line.first == UInt8(ascii: "[") else { return false }
    let name = line.drop { $0 == UInt8(ascii: "[") }
    guard let first = name.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else { return false }
    let rest = name.drop(while: isKey)
    return !rest.isEmpty && rest.allSatisfy { $0 == UInt8(ascii: "]") }
  }

  /// `key = value`.
  private static func isTOMLKey(_ line: [UInt8]) -> Bool {
    let rest = line.drop(while: isKey)
    return rest.first == UInt8(ascii: "=") && rest.count < line.count
  }

  /// `key: value`, `- element`, or the marks of a document.
  private static func isYAML(_ line: [UInt8]) -> Bool {
    if line.starts(with: "---".utf8) || line.starts(with: "%YAML".utf8) || line.starts(with: "- ".utf8) { return true }
    let rest = line.drop(while: isKey)
    guard rest.first == UInt8(ascii: ":"), rest.count < line.count else { return false }
    return rest.dropFirst().first.map(SyntaxScan.isSpace) ?? true
  }
}
