package import JSONCore
import SchemaRuntime

/// Lines and columns of the offsets in an instance.
package struct Places: Sendable {
  private enum Source: Sendable {
    /// All of them on one line, which begins at an offset.
    case line(Int, start: Int)
    /// Where the lines of the text begin, and where an offset of the JSON stands in it.
    case text(LineTable, YAMLPlaces?)
  }

  private let source: Source

  /// The text is walked once, however many places are asked for.
  package init(in instance: Instance) {
    switch instance.origin {
    case .line(let line): source = .line(line, start: instance.range.lowerBound)
    case .whole: source = .text(LineTable(instance.bytes), nil)
    case .yaml(_, let text, let places): source = .text(LineTable(text), places)
    }
  }

  /// For a result that names no places.
  static let none = Places(source: .line(1, start: 0))

  private init(source: Source) { self.source = source }

  /// Where an offset of the instance's JSON stands in its file.
  package func location(of offset: Int) -> SourceLocation {
    switch source {
    case .line(let line, let start): SourceLocation(line: line, column: offset - start + 1)
    case .text(let lines, let places): lines.location(of: places?.source(of: offset) ?? offset)
    }
  }
}

/// Where the lines of a text begin.
struct LineTable: Sendable {
  private let starts: [Int]

  init(_ bytes: JSONBytes) {
    starts = bytes.withSpan(0..<bytes.count) { span in
      // Editors do not count the mark: the first column is behind it.
      var starts = [bytes.byteOrderMark]
      for index in span.indices where span[index] == 0x0A { starts.append(index + 1) }
      return starts
    }
  }

  func location(of offset: Int) -> SourceLocation {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return SourceLocation(line: low, column: offset - starts[low - 1] + 1)
  }
}
