/// RFC 3339 appendix A `duration`, in upper case. Weeks come alone, and units may be left out at the ends but not in
/// between: `P1Y2D` is refused, as the grammar there has it.
func isDuration(_ bytes: Span<UInt8>) -> Bool {
  guard bytes.has("P", at: 0) else { return false }
  if let end = endOfUnits(bytes, from: 1, ["W"]), end == bytes.count { return true }
  let date = endOfUnits(bytes, from: 1, ["Y", "M", "D"])
  guard bytes.has("T", at: date ?? 1) else { return date == bytes.count }
  return endOfUnits(bytes, from: (date ?? 1) + 1, ["H", "M", "S"]) == bytes.count
}

/// The index behind one or more numbers with units that follow one another without a gap; nil when there is none. The
/// first unit may be any of `units`, each further one is the next.
private func endOfUnits(_ bytes: Span<UInt8>, from start: Int, _ units: [Unicode.Scalar]) -> Int? {
  var index = start
  var next: Int?
  while true {
    let first = index
    while index < bytes.count, bytes[index].isDigit { index += 1 }
    if index == first { return next == nil ? nil : index }
    guard let unit = units.firstIndex(where: { bytes.has($0, at: index) }), next == nil || unit == next else {
      return nil
    }
    next = unit + 1
    index += 1
  }
}
