/// Offsets in a text, sorted, that are asked for by range.
/// Asked for every fix whether a reference leads into it: a large schema has thousands of both.
struct SortedOffsets {
  private let offsets: [Int]

  /// Precondition: in ascending order.
  init(_ offsets: [Int]) { self.offsets = offsets }

  /// Whether one of them lies in the range.
  func meet(_ range: Range<Int>) -> Bool {
    var low = 0
    var high = offsets.count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < offsets.count && offsets[low] < range.upperBound
  }
}
