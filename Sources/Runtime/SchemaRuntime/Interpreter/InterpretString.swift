import JSONCore

/// What a node asserts of strings. A class: most nodes say nothing of strings, and carry one reference.
final class StringChecks: Sendable {
  /// `minLength` and `maxLength`, in code points.
  let lengths: [CountRange]
  /// Each is searched for anywhere in the text, as ECMA-262 does without anchors; the compiler has built that in.
  let patterns: [PatternCheck]
  /// Empty where `format` is an annotation only.
  let formats: [Format]

  init(lengths: [CountRange], patterns: [PatternCheck], formats: [Format]) {
    self.lengths = lengths
    self.patterns = patterns
    self.formats = formats
  }
}

extension Interpretation {
  /// All that a node asserts of a string: one scan of the text, everything else on the token, which has its escapes
  /// resolved. Lengths are counted in code points (Validation, 6.3.1).
  mutating func interpretString(_ node: PreparedNode) -> Bool {
    // A string about which nothing is asked need not be unescaped.
    if node.isAnyString { return reader.skipValue() }
    let start = reader.offset
    // Not a failure of the schema: an invalid escape or bad UTF-8, which ends the run.
    guard reader.string() else { return false }
    var valid = interpretAllowedStrings(node, at: start)
    let checks = node.string
    // The cheap checks come first; a pattern is linear in the text, or counts its steps.
    for length in checks.lengths where !reader.tokenFits(minimum: length.minimum, maximum: length.maximum) {
      valid = refuseLength(length, node, at: start)
    }
    for pattern in checks.patterns {
      switch reader.tokenMatch(pattern.matcher) {
      case .matches: break
      case .differs:
        valid = refuse(node, "pattern", at: start, Wording.pattern(pattern))
      // Neither yes nor no is known, so no combinator may make something of it: the reader has abandoned the text.
      case .tooExpensive: return refuseExpensive(pattern, node, "pattern", at: start)
      }
    }
    // Only formats that assert are here; others are annotations of the node.
    for format in checks.formats where !reader.withToken({ format.isValid($0) }) {
      valid = refuse(node, "format", at: start, "must be in the format \"\(format.rawValue)\"")
    }
    return valid
  }

  /// The reader has given the text up, so the whole of it is refused, and for this reason alone: what is found later is
  /// found in a text that cannot be read any more. Only patterns that backtrack come here (`BacktrackingRun`). Always
  /// false.
  mutating func refuseExpensive(
    _ pattern: PatternCheck, _ node: PreparedNode, _ keyword: String, at start: Int
  ) -> Bool {
    givenUp = Violation(
      instanceLocation: PathStep.pointer(report.instance), keyword: keyword,
      schemaLocation: node.location(of: keyword),
      evaluationPath: PathStep.pointer(report.evaluation) + "/" + keyword,
      message: "takes too many steps under the pattern \(Wording.quoted(pattern.source))", offset: start)
    return false
  }

  /// Names the bound that is broken: a text that reaches the minimum is too long.
  private mutating func refuseLength(_ length: CountRange, _ node: PreparedNode, at start: Int) -> Bool {
    let keyword = reader.tokenFits(minimum: length.minimum, maximum: .max) ? "maxLength" : "minLength"
    return refuse(node, keyword, at: start, Wording.count(length, keyword, "character", "characters"))
  }
}
