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

  /// A document is walked once however many violations there are.
  init(_ violations: [Violation], in instance: Instance) {
    switch instance.origin {
    case .line(let line): source = .line(line, start: instance.range.lowerBound)
    case .whole: source = .document(Self.locations(Self.offsets(violations), in: instance.bytes) { $0 })
    case .yaml(_, let text, let places):
      source = .document(Self.locations(Self.offsets(violations), in: text, places.source))
    }
  }

  /// `origin`: where an offset of the JSON stands in `bytes`; ascending as the offsets do.
  private static func locations(
    _ offsets: Set<Int>, in bytes: JSONBytes, _ origin: (Int) -> Int
  ) -> [Int: SourceLocation] {
    var found: [Int: SourceLocation] = [:]
    var line = 1
    var lineStart = 0
    var index = 0
    for offset in offsets.sorted() {
      let place = origin(offset)
      while index < min(place, bytes.count) {
        if bytes[index] == UInt8(ascii: "\n") {
          line += 1
          lineStart = index + 1
        }
        index += 1
      }
      found[offset] = SourceLocation(line: line, column: place - lineStart + 1)
    }
    return found
  }

  private static func offsets(_ violations: [Violation]) -> Set<Int> {
    var offsets: Set<Int> = []
    collect(violations, &offsets)
    return offsets
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
