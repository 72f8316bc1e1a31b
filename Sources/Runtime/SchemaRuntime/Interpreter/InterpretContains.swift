import JSONCore

/// `contains`, `minContains` and `maxContains` (Validation, 6.4.4 and 6.4.5): three keywords, one count.
extension Interpretation {
  /// `contains` with its counts, over the array that comes next. Elements are tried without collecting: one that does
  /// not match breaks nothing by itself.
  mutating func interpretContains(_ check: ContainsCheck, _ node: PreparedNode) -> Bool {
    let start = reader.mark
    // Up to draft 2019-09 elements that match do not count as evaluated (`evaluates`).
    let tracking = isTracking && check.evaluates
    let outer = isTracking
    isTracking = false
    guard reader.beginArray() else { return false }
    var matches = 0
    if !reader.emptyArray() {
      var position = 0
      repeat {
        // Once the lower bound is reached only an upper one, or what has been looked at, is left to know.
        let isSettled = !report.isTracing && matches >= check.count.minimum && check.count.maximum == .max && !tracking
        if isSettled {
          guard reader.skipValue() else { return false }
        } else {
          // Nil: the text is broken, and no count would mean anything.
          guard let matched = elementMatches(check.schema, position) else { return false }
          if matched {
            matches += 1
            if tracking { evaluated.insert(position) }
            if report.isTracing { report.trace.note("contains", .indexes([position])) }
          }
        }
        position += 1
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    isTracking = outer
    // `minContains: 0` makes no match fine; then `contains` only says what is evaluated (Validation, 6.4.5).
    return check.count.contains(matches) || refuseContains(check, node, matches, at: start.offset)
  }

  /// Whether the next element matches; leaves the reader behind it. Nil for an error of the text, which is not the same
  /// as no match: it must end the run.
  private mutating func elementMatches(_ schema: SchemaNodeID, _ position: Int) -> Bool? {
    let mark = reader.mark
    // Only units have a path here: an element that does not match is no violation.
    if report.isTracing { report.instance.append(.index(position)) }
    defer { if report.isTracing { report.instance.removeLast() } }
    if evaluateQuietly(schema, by: [.keyword("contains")]) { return true }
    reader.reset(to: mark)
    return reader.skipValue() ? false : nil
  }

  /// Names the keyword that is broken: `contains` unless `minContains` asks for another number than 1.
  private mutating func refuseContains(
    _ check: ContainsCheck, _ node: PreparedNode, _ matches: Int, at offset: Int
  ) -> Bool {
    let isTooFew = matches < check.count.minimum
    let keyword = isTooFew ? (check.count.minimum == 1 ? "contains" : "minContains") : "maxContains"
    return refuse(node, keyword, at: offset, Wording.contains(check.count, isTooFew: isTooFew, matches))
  }
}
