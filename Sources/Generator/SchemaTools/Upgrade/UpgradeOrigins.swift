import JSONCore
import SchemaCompiler
import SchemaValidation

/// The texts as they were given. Every step of an upgrade reads the text that the step before has made, which nobody
/// sees: locations in it are of no use to the author, who has to change the text that was given.
struct UpgradeOrigins {
  private struct Text {
    let bytes: JSONBytes
    /// What the steps so far have changed, the first step first.
    var steps: [OffsetMap] = []
  }

  /// By the path that diagnostics show.
  private var texts: [String: Text] = [:]

  init(_ texts: [(path: String, bytes: JSONBytes)]) {
    for text in texts { self.texts[Printable.path(text.path)] = Text(bytes: text.bytes) }
  }

  mutating func note(_ step: OffsetMap, of path: String) { texts[Printable.path(path)]?.steps.append(step) }

  /// The diagnostics with their locations in the texts that were given. `changed`: what they are about.
  func located(_ diagnostics: [Diagnostic], in changed: [(path: String, bytes: JSONBytes)]) -> [Diagnostic] {
    let current = Dictionary(
      changed.map { (Printable.path($0.path), $0.bytes) }, uniquingKeysWith: { first, _ in first })
    return diagnostics.map { diagnostic in
      guard let text = texts[diagnostic.file], !text.steps.isEmpty, let bytes = current[diagnostic.file] else {
        return diagnostic
      }
      let offset = bytes.offset(of: SourceLocation(line: diagnostic.line, column: diagnostic.column))
      return moved(diagnostic, to: text.steps.reversed().reduce(offset) { $1.origin(of: $0) }, in: text.bytes)
    }.sorted()
  }

  /// The pointer as well, because a step may have renamed what is on the way: `/$defs/a` was `/definitions/a`.
  private func moved(_ diagnostic: Diagnostic, to offset: Int, in bytes: JSONBytes) -> Diagnostic {
    var copy = diagnostic
    let location = bytes.location(of: offset)
    (copy.line, copy.column) = (location.line, location.column)
    let document = Document.parse(SourceFile(path: diagnostic.file, bytes: bytes.bytes)).value
    if let document { copy.pointer = document.root.pointer(at: offset) }
    return copy
  }
}

extension JSONBytes {
  /// The offset of a line and column, the other way round than `location(of:)`.
  fileprivate func offset(of location: SourceLocation) -> Int {
    withSpan(0..<count) { span in
      var line = 1
      var index = 0
      while index < span.count, line < location.line {
        if span[index] == 0x0A { line += 1 }
        index += 1
      }
      return min(index + location.column - 1, span.count)
    }
  }
}

extension DocumentNode {
  /// The pointer of the innermost value that has the byte, in itself or in its member's name.
  fileprivate func pointer(at offset: Int) -> String {
    for member in members ?? [] where (member.nameOffset..<member.value.range.upperBound).contains(offset) {
      return member.value.range.contains(offset) ? member.value.pointer(at: offset) : member.value.pointer
    }
    return (elements ?? []).first { $0.range.contains(offset) }?.pointer(at: offset) ?? pointer
  }
}
