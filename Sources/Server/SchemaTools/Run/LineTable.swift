import JSONCore

/// Line and column of many offsets of one text, without walking it each time.
struct LineTable {
  private let starts: [Int]

  init(_ bytes: JSONBytes) {
    var starts = [0]
    bytes.withSpan(0..<bytes.count) { span in
      for index in span.indices where span[index] == 0x0A { starts.append(index + 1) }
    }
    self.starts = starts
  }

  func location(of offset: Int) -> SourceLocation {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return SourceLocation(line: low + 1, column: offset - starts[low] + 1)
  }
}
