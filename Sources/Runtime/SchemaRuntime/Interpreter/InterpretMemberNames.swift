import JSONCore

/// Members whose name selects more than one schema, or is validated itself: apart from `InterpretObject.swift`, whose
/// path for plain objects stays short.
extension Interpretation {
  /// A member of an object that has `patternProperties` or `propertyNames`; the token is its name. `declared` is -1 for
  /// a member that `properties` does not name, `position` -1 when nobody asks what has been looked at.
  ///
  /// All patterns run first, while the token is still the name: every evaluation replaces it.
  mutating func interpretPatternedValue(
    _ object: PreparedObject, _ node: PreparedNode, _ declared: SchemaNodeID, _ keyOffset: Int, position: Int
  ) -> Bool {
    // A name may match several patterns, and then all their schemas hold for the value.
    var matching: [(pattern: PatternCheck, schema: SchemaNodeID)] = []
    for entry in object.check.patternProperties {
      switch reader.tokenMatch(entry.pattern.matcher) {
      case .matches: matching.append(entry)
      case .differs: break
      case .tooExpensive: return refuseExpensive(entry.pattern, node, "patternProperties", at: keyOffset)
      }
    }
    // Whatever a pattern selects counts as evaluated, even when its schema refuses it: then the object is refused
    // anyway.
    if position >= 0, !matching.isEmpty { evaluated.insert(position) }
    var valid = true
    // The name is validated before the value, so that violations come in the order of the text.
    if let names = object.check.propertyNames {
      valid = interpretName(names, keyOffset)
      if !valid, !report.isCollecting { return false }
    }
    // `additionalProperties` is for members that neither a name nor a pattern selects (Core, 10.3.2.3).
    if matching.isEmpty {
      return declared >= 0
        ? evaluateDeclared(declared) && valid
        : interpretUnmatched(object, node, keyOffset) && valid
    }
    return interpretMatched(matching.map { ($0.pattern.source, $0.schema) }, declared) && valid
  }

  /// Validates the value against every schema that its name selects: those of all patterns that match, and its own
  /// (Core, 10.3.2.2). Several read it several times, which `rereads` must know.
  private mutating func interpretMatched(_ matching: [(source: String, schema: SchemaNodeID)], _ declared: SchemaNodeID)
    -> Bool
  {
    let value = reader.mark
    let isRead = matching.count + (declared >= 0 ? 1 : 0) > 1
    if isRead { rereads += 1 }
    var valid = true
    for (index, entry) in matching.enumerated() {
      if index > 0 { reader.reset(to: value) }
      if report.isTracing, case .name(let name)? = report.instance.last {
        report.trace.note("patternProperties", .names([name]))
      }
      // The pattern's own text is the step, as it is the member's name in the schema.
      let step = PathStep.name(JSONString(entry.source))
      if !evaluate(entry.schema, by: [.keyword("patternProperties"), step]) {
        if !report.isCollecting { return stopReading(isRead) }
        valid = false
      }
    }
    if declared >= 0 {
      reader.reset(to: value)
      valid = evaluateDeclared(declared) && valid
    }
    if isRead { rereads -= 1 }
    return valid
  }

  /// Takes the count back on the early way out.
  private mutating func stopReading(_ isRead: Bool) -> Bool {
    if isRead { rereads -= 1 }
    return false
  }

  /// An additional member after `propertyNames`, which has replaced the token: the name is read again, since a closed
  /// object wants it for its message.
  private mutating func interpretUnmatched(_ object: PreparedObject, _ node: PreparedNode, _ keyOffset: Int) -> Bool {
    if object.check.propertyNames != nil {
      reader.reset(to: keyOffset)
      guard reader.key() else { return false }
    }
    return interpretAdditional(object, node, keyOffset)
  }

  /// `propertyNames`: the name in the text is a JSON string like any other, so the node simply reads it there; then the
  /// reader goes on to the value.
  private mutating func interpretName(_ schema: SchemaNodeID, _ keyOffset: Int) -> Bool {
    let value = reader.mark
    reader.reset(to: keyOffset)
    // Asked once: recording may end inside.
    let isTracing = report.isTracing
    if isTracing { report.trace.enterName() }
    let valid = evaluate(schema, by: [.keyword("propertyNames")])
    if isTracing { report.trace.leaveName() }
    reader.reset(to: value)
    return valid
  }
}
