package import JSONCore

/// Lines and columns of the offsets in an instance.
package struct Locations: Sendable {
  private enum Source: Sendable {
    /// All of them on one line, which begins at an offset.
    /// The number of the line was counted while reading: a text of gigabytes is not there any more to be counted again.
    case line(Int, start: Int)
    /// Where the lines of the text begin, and where an offset of the JSON is in it.
    case text(LineTable, YAMLLocations?)
  }

  private let source: Source

  /// The text is walked once, however many positions are asked for.
  /// Only made for an instance with something to report: it takes a pass over the text.
  package init(in instance: Instance) {
    switch instance.origin {
    case .line(let line): source = .line(line, start: instance.range.lowerBound)
    case .whole: source = .text(LineTable(instance.bytes), nil)
    case .yaml(_, let text, let locations): source = .text(LineTable(text), locations)
    }
  }

  /// For a result that names no positions.
  static let none = Locations(source: .line(1, start: 0))

  private init(source: Source) { self.source = source }

  /// Where an offset of the instance's JSON is in its file.
  /// Columns are bytes of UTF-8, as compilers count them: characters would depend on the version of Unicode.
  package func location(of offset: Int) -> SourceLocation {
    switch source {
    case .line(let line, let start): SourceLocation(line: line, column: offset - start + 1)
    case .text(let lines, let locations): lines.location(of: locations?.source(of: offset) ?? offset)
    }
  }
}
