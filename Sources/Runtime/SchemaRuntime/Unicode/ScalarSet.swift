/// A set of Unicode scalar values: sorted, disjoint, not adjacent ranges, so equal sets have equal ranges. Surrogates
/// are never members: no UTF-8 string contains one.
package struct ScalarSet: Hashable, Sendable {
  package let ranges: [ClosedRange<UInt32>]

  /// Makes a set from ranges in any order; parts above U+10FFFF or in the surrogate gap are dropped.
  package init(_ ranges: [ClosedRange<UInt32>]) {
    var clipped: [ClosedRange<UInt32>] = []
    for range in ranges {
      for part in Self.planes where part.overlaps(range) { clipped.append(range.clamped(to: part)) }
    }
    clipped.sort { $0.lowerBound < $1.lowerBound }
    var merged: [ClosedRange<UInt32>] = []
    for range in clipped {
      if let last = merged.last, range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  /// All scalar values: the code points without the surrogate gap.
  private static let planes: [ClosedRange<UInt32>] = [0...0xD7FF, 0xE000...0x10FFFF]

  package static let all = ScalarSet(planes)

  package static func scalar(_ value: UInt32) -> ScalarSet { ScalarSet([value...value]) }

  package func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

  package func subtracting(_ other: ScalarSet) -> ScalarSet { complement.union(other).complement }

  /// Every scalar value that is not a member. Linear in the ranges; the gap of surrogates is left out again by `init`.
  package var complement: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
    return ScalarSet(gaps)
  }

  /// Whether `value` is a member: a binary search.
  package func contains(_ value: UInt32) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= value
  }
}

extension ScalarSet {
  /// `\d`
  package static let digits = ScalarSet([0x30...0x39])
  /// `\w`
  package static let wordCharacters = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// `\s`: ECMA-262 WhiteSpace and LineTerminator, which is category Zs plus the controls below, U+FEFF and the two
  /// separators.
  package static let whiteSpace = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
    0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
  /// `.`
  package static let dot = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]).complement
}
