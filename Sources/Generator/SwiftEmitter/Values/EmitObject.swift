import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The member loop that decode and check share.
struct ObjectLoop {
  let node: SchemaNodeID
  let names: [JSONString]
  let required: [Int]
  /// Whether names outside `names` can occur, so that their repetition must be noticed.
  let tracksOthers: Bool
  let count: CountRange
  let refusal: String

  init(
    _ node: SchemaNodeID, names: [JSONString], required: [JSONString], tracksOthers: Bool, count: CountRange,
    refusal: String
  ) {
    let extra = required.filter { !names.contains($0) }
    self.node = node
    self.names = names + extra
    self.required = required.compactMap { (names + extra).firstIndex(of: $0) }
    self.tracksOthers = tracksOthers
    self.count = count
    self.refusal = refusal
  }

  /// Words of 64 bits that hold which names were seen.
  var words: Int { (names.count + 63) / 64 }

  /// Bits of word `word` that must be set at the end.
  func mask(_ word: Int) -> UInt64 {
    required.filter { $0 / 64 == word }.reduce(0) { $0 | 1 << UInt64($1 % 64) }
  }
}

extension SchemaEmitter {
  /// Prints the loop. `known` prints what happens to the value of a declared name, `other` to any other member's;
  /// both start behind the colon. `beforeKnown`, when there is one, is printed where the name is the token.
  ///
  /// The loop is a switch over the index of the member that comes next. Behind each value the name declared next is
  /// compared as it stands in compact JSON, and if it is there the code falls through to its case; only a member out
  /// of order, or white space, goes through `memberN`, which reads a token.
  func emitObjectLoop(
    _ loop: ObjectLoop, _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)? = nil,
    known: (Int, inout CodePrinter) -> Void, other: (inout CodePrinter) -> Void
  ) {
    for word in 0..<loop.words { printer.line("var _seen\(word): UInt64 = 0") }
    if loop.count != .any { printer.line("var _count = 0") }
    printer.line("guard reader.beginObject() else { \(loop.refusal) }")
    if loop.tracksOthers { printer.line("let _level = reader.beginKeys()") }
    if loop.names.isEmpty {
      emitOtherMembers(loop, &printer, beforeKnown: beforeKnown, other: other)
    } else {
      emitMemberSwitch(loop, &printer, beforeKnown: beforeKnown, known: known, other: other)
    }
    if loop.tracksOthers { printer.line("reader.endKeys(_level)") }
    for word in 0..<loop.words where loop.mask(word) != 0 {
      let mask = "0x" + String(loop.mask(word), radix: 16)
      printer.line("guard _seen\(word) & \(mask) == \(mask) || reader.mismatch() else { \(loop.refusal) }")
    }
    if loop.count != .any {
      printer.line("guard \(countCondition("_count", loop.count)) || reader.mismatch() else { \(loop.refusal) }")
    }
  }

  /// The members of an object that declares none.
  private func emitOtherMembers(
    _ loop: ObjectLoop, _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)?,
    other: (inout CodePrinter) -> Void
  ) {
    printer.block("if !reader.emptyObject() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        printer.line("guard reader.key() else { \(loop.refusal) }")
        if loop.count != .any { printer.line("_count += 1") }
        beforeKnown?(&printer)
        other(&printer)
      }
      printer.line("guard reader.endObject() else { \(loop.refusal) }")
    }
  }

  private func emitMemberSwitch(
    _ loop: ObjectLoop, _ printer: inout CodePrinter, beforeKnown: ((inout CodePrinter) -> Void)?,
    known: (Int, inout CodePrinter) -> Void, other: (inout CodePrinter) -> Void
  ) {
    let look = "\(helpers)Names.member\(loop.node)"
    // With something to do before each member there is one way to it, through the head of the loop.
    let predicts = beforeKnown == nil && loop.count == .any
    if predicts, let first = takes(memberText(loop.names[0])) {
      printer.line("var _member = \(first) ? 0 : \(look)(&reader, first: true)")
    } else {
      printer.line("var _member = \(look)(&reader, first: true)")
    }
    printer.block("while _member != -1 {") { printer in
      if let beforeKnown {
        printer.line("guard _member != -2 else { \(loop.refusal) }")
        beforeKnown(&printer)
      }
      printer.line("switch _member {")
      for index in loop.names.indices {
        printer.line("case \(index):")
        printer.indent { printer in
          emitSeen(index, loop, &printer)
          known(index, &printer)
          if predicts, index + 1 < loop.names.count, let next = takes([0x2C] + memberText(loop.names[index + 1])) {
            printer.line("if \(next) { fallthrough }")
          }
        }
      }
      if loop.tracksOthers {
        printer.line("case -3:")
        printer.indent { printer in
          if loop.count != .any { printer.line("_count += 1") }
          other(&printer)
        }
      }
      printer.line("default: \(loop.refusal)")
      printer.line("}")
      printer.line("if reader.objectEnds() { break }")
      printer.line("_member = \(look)(&reader, first: false)")
    }
  }

  private func emitSeen(_ index: Int, _ loop: ObjectLoop, _ printer: inout CodePrinter) {
    let bit = "0x" + String(UInt64(1) << UInt64(index % 64), radix: 16)
    let word = "_seen\(index / 64)"
    printer.line("guard \(word) & \(bit) == 0 || reader.duplicate() else { \(loop.refusal) }")
    printer.line("\(word) |= \(bit)")
    if loop.count != .any { printer.line("_count += 1") }
  }

  // MARK: decode

  func emitStructureDecode(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      for member in plan.members { printer.line(localVariable(member)) }
      if let type = additionalType(plan) { printer.line("var additional: [\(type)] = []") }
      emitObjectLoop(
        loop(plan), &printer,
        known: { index, printer in
          let member = plan.members[index]
          let facts = planner.facts(planner.resolved(member.schema))
          let value = Value(target: member.identifier, null: member.isOptional ? ".some(nil)" : "nil")
          emitTyped(memberPlan(member), facts, member.identifier, value, &printer)
        },
        other: { emitAdditional(plan, &$0) })
      for member in plan.members where unwraps(member) {
        printer.line("guard let \(member.identifier) else { return nil }")
      }
      for member in plan.members { printer.line("self.\(member.identifier) = \(member.identifier)") }
      if additionalType(plan) != nil { printer.line("self.additional = additional") }
    }
    printer.line()
  }

  private func loop(_ plan: StructurePlan) -> ObjectLoop {
    let open = if case .none = plan.additional { false } else { true }
    return ObjectLoop(
      plan.node, names: plan.members.map(\.name), required: plan.members.filter(\.isRequired).map(\.name),
      tracksOthers: open, count: plan.count, refusal: "return nil")
  }

  private func localVariable(_ member: StructurePlan.Member) -> String {
    if let value = defaultExpression(member) { return "var \(member.identifier): \(memberType(member)) = \(value)" }
    switch memberPlan(member) {
    case .integer where member.isRequired: return "var \(member.identifier) = 0"
    case .double where member.isRequired: return "var \(member.identifier) = 0.0"
    case .boolean where member.isRequired: return "var \(member.identifier) = false"
    case .optional: return "var \(member.identifier): \(memberType(member)) = nil"
    case .string, .raw, .array, .structure, .enumeration, .union, .integer, .double, .boolean:
      return "var \(member.identifier): \(type(memberPlan(member)))?"
    }
  }

  /// Whether the local variable is optional although the property is not.
  private func unwraps(_ member: StructurePlan.Member) -> Bool {
    guard member.isRequired else { return false }
    switch memberPlan(member) {
    case .integer, .double, .boolean, .optional: return false
    case .string, .raw, .array, .structure, .enumeration, .union: return true
    }
  }

  func additionalType(_ plan: StructurePlan) -> String? {
    switch plan.additional {
    case .none: nil
    case .raw: "JSONMember<JSONSlice>"
    case .typed(let node): "JSONMember<\(type(of: node))>"
    }
  }

  private func emitAdditional(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    switch plan.additional {
    case .none:
      printer.line("guard reader.mismatch() else { return nil }")
    case .raw:
      printer.line("guard reader.noteKey(_level) else { return nil }")
      printer.line("let name = reader.takeString()")
      printer.line("guard let value = reader.rawValue() else { return nil }")
      printer.line("additional.append(JSONMember(name: name, value: value))")
    case .typed(let node):
      printer.line("guard reader.noteKey(_level) else { return nil }")
      printer.line("let name = reader.takeString()")
      if case .optional = self.plan(node) {
        printer.line("var value: \(type(of: node)) = nil")
        emitValue(node, Value(target: "value"), &printer)
        printer.line("additional.append(JSONMember(name: name, value: value))")
      } else {
        printer.line("var value: \(type(of: node))?")
        emitValue(node, Value(target: "value"), &printer)
        printer.line("if let value { additional.append(JSONMember(name: name, value: value)) }")
      }
    }
  }

  // MARK: defaults

  /// The Swift expression of a member's default, nil when it has none or it cannot be written as one.
  func defaultExpression(_ member: StructurePlan.Member) -> String? {
    guard let value = member.defaultValue else { return nil }
    switch (memberPlan(member), value) {
    case (.string, .string): return "\(helpers)Constants.default\(member.schema)"
    case (.integer, .number(let number)): return number.int.map(String.init)
    case (.double, .number(let number)): return number.text
    case (.boolean, .boolean(let flag)): return String(flag)
    case (.array, .array(let elements)) where elements.isEmpty: return "[]"
    case (.enumeration(let plan), .string(let text)):
      return plan.cases.first { $0.value == text }.map { "." + $0.identifier }
    case (.raw, _): return "\(helpers)Constants.default\(member.schema)"
    default: return nil
    }
  }
}
