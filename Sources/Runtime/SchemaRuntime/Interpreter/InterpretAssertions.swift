import JSONCore

extension Interpretation {
  /// Everything a node asserts itself, in one pass over the value where possible. A wrong type does not end a run that
  /// collects: `enum` and `const` may have more to say, and the reader must get past the value anyway.
  mutating func evaluateAssertions(_ node: PreparedNode) -> Bool {
    // Nil: no value begins here. The reader has the error, and the run ends as for any failure.
    guard let kind = reader.peekKind() else { return false }
    let start = reader.offset
    // In the order of what says most: a schema `false` first, then the type, then what the kind allows.
    var valid = true
    if node.isNever {
      valid = refuse(node, "false", at: start, "nothing is allowed here")
      if !report.isCollecting { return false }
    }
    if !node.types.admits(kind) {
      valid = refuse(node, "type", at: start, Wording.type(node.types, found: kind))
      if !report.isCollecting { return false }
    }
    return interpret(kind, node) && valid
  }

  /// By kind of value, because a keyword for one kind holds of all others (Core, 7.6.1).
  private mutating func interpret(_ kind: JSONKind, _ node: PreparedNode) -> Bool {
    switch kind {
    // Nothing else can be asked of `null`.
    case .null: reader.skipValue() && interpretLiteral(node) { $0.admitsNull }
    case .boolean: interpretBoolean(node)
    case .number: interpretNumber(node)
    case .string: interpretString(node)
    case .array: interpretArrays(node)
    case .object: interpretObjects(node)
    }
  }

  /// `true` and `false` have no keywords but `const` and `enum`.
  private mutating func interpretBoolean(_ node: PreparedNode) -> Bool {
    guard let value = reader.boolean() else { return false }
    return interpretLiteral(node) { value ? $0.admitsTrue : $0.admitsFalse }
  }

  /// `const` and `enum` for `null`, `true` and `false`; the reader is behind the literal. Which one it was is in the
  /// closure, so that three literals share the loop.
  private mutating func interpretLiteral(_ node: PreparedNode, _ admits: (AllowedValues) -> Bool) -> Bool {
    var valid = true
    for allowed in node.values where !admits(allowed) {
      // The literal's own offset is only worth computing when it is reported.
      valid = refuse(node, allowed.keyword, at: literalOffset, allowed.message)
    }
    return valid
  }

  /// Where the literal begins that the reader has just taken: back over its letters, of which JSON allows five at most.
  private var literalOffset: Int {
    var start = reader.offset
    while start > 0, UInt8(ascii: "a")...UInt8(ascii: "z") ~= reader.buffer[start - 1] { start -= 1 }
    return start
  }
}

extension JSONTypeSet {
  /// Whether some value of the kind may have one of the types; whether a number is an integer is looked at later.
  @inline(__always)
  fileprivate func admits(_ kind: JSONKind) -> Bool {
    switch kind {
    case .null: contains(.null)
    case .boolean: contains(.boolean)
    case .number: !isDisjoint(with: [.number, .integer])
    case .string: contains(.string)
    case .array: contains(.array)
    case .object: contains(.object)
    }
  }
}
