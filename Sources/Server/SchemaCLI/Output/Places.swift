import JSONCore
import SchemaRuntime

/// Lines and columns of the offsets that violations name.
struct Places {
  private enum Source {
    /// All of them on one line, which begins at an offset.
    case line(Int, start: Int)
    case document([Int: SourceLocation])
  }

  private let source: Source

  /// For one line of JSON Lines: its number, and the offset it begins at.
  init(line: Int, start: Int) { source = .line(line, start: start) }

  /// For a whole document, which is walked once however many violations there are.
  init(_ violations: [Violation], in bytes: JSONBytes) {
    var offsets: Set<Int> = []
    Self.collect(violations, &offsets)
    var found: [Int: SourceLocation] = [:]
    var line = 1
    var lineStart = 0
    var index = 0
    for offset in offsets.sorted() {
      while index < min(offset, bytes.count) {
        if bytes[index] == UInt8(ascii: "\n") {
          line += 1
          lineStart = index + 1
        }
        index += 1
      }
      found[offset] = SourceLocation(line: line, column: offset - lineStart + 1)
    }
    source = .document(found)
  }

  private static func collect(_ violations: [Violation], _ offsets: inout Set<Int>) {
    for violation in violations {
      offsets.insert(violation.offset)
      collect(violation.causes, &offsets)
    }
  }

  /// Where a violation was found.
  func location(of violation: Violation) -> SourceLocation {
    switch source {
    case .line(let line, let start): SourceLocation(line: line, column: violation.offset - start + 1)
    case .document(let found): found[violation.offset] ?? SourceLocation(line: 1, column: 1)
    }
  }
}
