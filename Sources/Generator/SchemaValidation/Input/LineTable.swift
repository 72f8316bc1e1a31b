import JSONCore
import SchemaRuntime

/// Where the lines of a text begin.
struct LineTable: Sendable {
  /// Eight bytes a line; a log of a million lines takes 8 MB, and only when it has an error to be located.
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
