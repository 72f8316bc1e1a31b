import JSONCore

/// `unevaluatedProperties` and `unevaluatedItems` (Core, 11). What a node's other keywords look at is noted in
/// `evaluated` while `isTracking`; subschemas of members and elements are validated with it off, branches that may fail
/// in a set of their own.
///
/// Members are noted by position, so the last pass over the value compares no names.
extension Interpretation {
  /// A node with `unevaluated…`: first all other checks, then the rest of the value. It starts from an empty set, since
  /// such a keyword sees what its own node has looked at and not what its neighbors have; the set is joined with that
  /// of the node around it, when that one asks too.
  mutating func evaluateTracking(_ node: PreparedNode) -> Bool {
    let mark = reader.mark
    let outer = (evaluated: evaluated, isTracking: isTracking)
    evaluated = EvaluatedSet()
    isTracking = true
    // Nothing beside the keyword: everything is unevaluated, and the first pass is left out.
    var valid = node.isEmptyBesideUnevaluated || evaluateParts(node)
    if valid || report.isCollecting {
      reader.reset(to: mark)
      valid = interpretUnevaluated(node) && valid
    }
    isTracking = outer.isTracking
    // A run for yes or no hands nothing of a node on that has failed.
    if isTracking, valid || report.isCollecting {
      evaluated.formUnion(outer.evaluated)
    } else {
      evaluated = outer.evaluated
    }
    return valid
  }

  /// Tries a branch on the value itself; what it has looked at counts only when it holds (Core, 7.7.1.2).
  mutating func attempt(_ branch: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard isTracking else { return evaluateQuietly(branch, by: steps()) }
    let outer = evaluated
    evaluated = EvaluatedSet()
    let valid = evaluateQuietly(branch, by: steps())
    if valid { evaluated.formUnion(outer) } else { evaluated = outer }
    return valid
  }

  /// The result of a schema that may say no without the whole being wrong; recorded when units are, without collecting
  /// otherwise.
  mutating func evaluateQuietly(_ id: SchemaNodeID, by steps: @autoclosure () -> [PathStep]) -> Bool {
    guard report.isTracing else { return withResultOnly { $0.evaluate(id) } }
    // A trace that has reached its limit returns early as well.
    let tracking = isTracking
    let valid = evaluate(id, by: steps())
    isTracking = tracking
    return valid
  }

  /// The last pass over the value; kinds that the keyword does not speak about are valid.
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

  /// Every member nothing has looked at, under `schema`; afterwards all of them count as evaluated, whatever was found.
  /// Duplicates are looked for here as well: this may be the only pass over the object.
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

  /// The value of a member that nothing has looked at; the token is its name. Where nothing is allowed the violation is
  /// at the name, and names the keyword rather than the schema `false`.
  private mutating func interpretUnevaluatedMember(
    _ schema: SchemaNodeID, _ node: PreparedNode, _ keyOffset: Int
  ) -> Bool {
    guard report.isCollecting else { return evaluate(schema) }
    let name = reader.takeString()
    report.instance.append(.name(name))
    if report.isTracing { report.trace.note("unevaluatedProperties", .names([name])) }
    defer { report.instance.removeLast() }
    // `false` is how the keyword is nearly always written, and "nothing is allowed here" would help nobody.
    guard nodes[schema].isNever else { return evaluate(schema, by: [.keyword("unevaluatedProperties")]) }
    let refused = refuse(
      node, "unevaluatedProperties", at: keyOffset, "is not a member that any part of the schema declares")
    return reader.skipValue() && refused
  }

  /// The same for elements.
  private mutating func interpretUnevaluatedElements(_ schema: SchemaNodeID, _ node: PreparedNode) -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    // What is looked at inside an element is no concern of this array.
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

  /// An element that nothing has looked at, under `schema`.
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
