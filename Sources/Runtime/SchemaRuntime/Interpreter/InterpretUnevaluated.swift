import JSONCore

/// `unevaluatedProperties` and `unevaluatedItems`. What a node's other keywords look at is noted in `evaluated` while
/// `isTracking`; subschemas of members and elements are judged with it off, branches that may fail in a set of
/// their own.
extension Interpretation {
  /// A node with `unevaluated…`: first all other checks, then the rest of the value.
  mutating func evaluateTracking(_ node: PreparedNode) -> Bool {
    let mark = reader.mark
    let outer = (evaluated: evaluated, isTracking: isTracking)
    evaluated = EvaluatedSet()
    isTracking = true
    var valid = node.isEmptyBesideUnevaluated || evaluateParts(node)
    if valid || report.isCollecting {
      reader.reset(to: mark)
      valid = interpretUnevaluated(node) && valid
    }
    isTracking = outer.isTracking
    if isTracking, valid || report.isCollecting {
      evaluated.formUnion(outer.evaluated)
    } else {
      evaluated = outer.evaluated
    }
    return valid
  }

  /// Tries a branch on the value itself; what it has looked at counts only when it holds.
  mutating func attempt(_ branch: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard isTracking else { return judge(branch, by: steps()) }
    let outer = evaluated
    evaluated = EvaluatedSet()
    let valid = judge(branch, by: steps())
    if valid { evaluated.formUnion(outer) } else { evaluated = outer }
    return valid
  }

  /// The verdict of a schema that may say no without the whole being wrong; recorded when units are.
  mutating func judge(_ id: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard report.isTracing else { return withVerdictOnly { $0.evaluate(id) } }
    let tracking = isTracking
    let valid = evaluate(id, by: steps())
    isTracking = tracking
    return valid
  }

  private mutating func interpretUnevaluated(_ node: PreparedNode) -> Bool {
    switch reader.peekKind() {
    case .object:
      guard let schema = node.unevaluatedProperties else { return reader.skipValue() }
      return interpretUnevaluatedMembers(schema, node)
    case .array:
      guard let schema = node.unevaluatedItems else { return reader.skipValue() }
      return interpretUnevaluatedElements(schema, node)
    case .null, .boolean, .number, .string: return reader.skipValue()
    case nil: return false
    }
  }

  private mutating func interpretUnevaluatedMembers(_ schema: SchemaNodeID, _ node: PreparedNode) -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() { return true }
    isTracking = false
    let level = reader.beginKeys()
    var position = 0
    var valid = true
    repeat {
      _ = reader.peek()
      let keyOffset = reader.offset
      guard reader.key(), report.isCollecting || reader.noteKey(level) else { return false }
      if evaluated.contains(position) {
        guard reader.skipValue() else { return false }
      } else if !interpretUnevaluatedMember(schema, node, keyOffset) {
        if !report.isCollecting { return false }
        valid = false
      }
      position += 1
    } while reader.comma()
    reader.endKeys(level)
    evaluated.insertAll()
    return reader.endObject() && valid
  }

  /// The value of a member that nothing has looked at; the token is its name.
  private mutating func interpretUnevaluatedMember(
    _ schema: SchemaNodeID, _ node: PreparedNode, _ keyOffset: Int
  ) -> Bool {
    guard report.isCollecting else { return evaluate(schema) }
    let name = reader.takeString()
    report.instance.append(.name(name))
    if report.isTracing { report.trace.note("unevaluatedProperties", .names([name])) }
    defer { report.instance.removeLast() }
    guard nodes[schema].isNever else { return evaluate(schema, by: [.keyword("unevaluatedProperties")]) }
    let refused = refuse(
      node, "unevaluatedProperties", at: keyOffset, "is not a member that any part of the schema declares")
    return reader.skipValue() && refused
  }

  private mutating func interpretUnevaluatedElements(_ schema: SchemaNodeID, _ node: PreparedNode) -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    isTracking = false
    var position = 0
    var valid = true
    repeat {
      if evaluated.contains(position) {
        guard reader.skipValue() else { return false }
      } else if !interpretUnevaluatedElement(position, schema, node) {
        if !report.isCollecting { return false }
        valid = false
      }
      position += 1
    } while reader.comma()
    evaluated.insertAll()
    return reader.endArray() && valid
  }

  private mutating func interpretUnevaluatedElement(
    _ position: Int, _ schema: SchemaNodeID, _ node: PreparedNode
  ) -> Bool {
    guard report.isCollecting else { return evaluate(schema) }
    report.instance.append(.index(position))
    if report.isTracing { report.trace.note("unevaluatedItems", .all) }
    defer { report.instance.removeLast() }
    guard nodes[schema].isNever else { return evaluate(schema, by: [.keyword("unevaluatedItems")]) }
    _ = reader.peek()
    let refused = refuse(
      node, "unevaluatedItems", at: reader.offset, "is not an element that any part of the schema declares")
    return reader.skipValue() && refused
  }
}
