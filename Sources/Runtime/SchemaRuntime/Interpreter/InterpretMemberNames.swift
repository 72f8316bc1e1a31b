import JSONCore

extension Interpretation {
  /// A member of an object that has `patternProperties` or `propertyNames`; the token is its name.
  mutating func interpretPatternedValue(
    _ object: PreparedObject, _ node: PreparedNode, _ declared: SchemaNodeID, _ keyOffset: Int, position: Int
  ) -> Bool {
    var matching: [(pattern: PatternCheck, schema: SchemaNodeID)] = []
    for entry in object.check.patternProperties {
      switch reader.tokenVerdict(entry.pattern.matcher) {
      case .matches: matching.append(entry)
      case .differs: break
      case .tooExpensive: return refuseExpensive(entry.pattern, node, "patternProperties", at: keyOffset)
      }
    }
    if position >= 0, !matching.isEmpty { evaluated.insert(position) }
    var valid = true
    if let names = object.check.propertyNames {
      valid = interpretName(names, keyOffset)
      if !valid, !report.isCollecting { return false }
    }
    if matching.isEmpty {
      return declared >= 0
        ? evaluateDeclared(declared) && valid
        : interpretUnmatched(object, node, keyOffset) && valid
    }
    return interpretMatched(matching.map { ($0.pattern.source, $0.schema) }, declared) && valid
  }

  /// Holds the value against every schema that its name selects.
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

  private mutating func stopReading(_ isRead: Bool) -> Bool {
    if isRead { rereads -= 1 }
    return false
  }

  /// Additional member behind `propertyNames`, which has replaced the token.
  private mutating func interpretUnmatched(_ object: PreparedObject, _ node: PreparedNode, _ keyOffset: Int) -> Bool {
    if object.check.propertyNames != nil {
      reader.reset(to: keyOffset)
      guard reader.key() else { return false }
    }
    return interpretAdditional(object, node, keyOffset)
  }

  /// `propertyNames`: the name in the text is a JSON string like any other.
  private mutating func interpretName(_ schema: SchemaNodeID, _ keyOffset: Int) -> Bool {
    let value = reader.mark
    reader.reset(to: keyOffset)
    let valid = evaluate(schema, by: [.keyword("propertyNames")])
    reader.reset(to: value)
    return valid
  }
}
