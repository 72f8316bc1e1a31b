import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The member loop that decode and check share.
struct ObjectLoop {
  let names: [JSONString]
  let required: [Int]
  /// Whether names outside `names` can occur, so that their repetition must be noticed.
  let tracksOthers: Bool
  let count: CountRange
  let refusal: String

  init(names: [JSONString], required: [JSONString], tracksOthers: Bool, count: CountRange, refusal: String) {
    let extra = required.filter { !names.contains($0) }
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
  /// both start behind the colon. `beforeKnown` is printed before the name is looked up.
  func emitObjectLoop(
    _ loop: ObjectLoop, _ printer: inout CodePrinter, beforeKnown: (inout CodePrinter) -> Void = { _ in },
    known: (Int, inout CodePrinter) -> Void, other: (inout CodePrinter) -> Void
  ) {
    for word in 0..<loop.words { printer.line("var seen\(word): UInt64 = 0") }
    if loop.count != .any { printer.line("var memberCount = 0") }
    printer.line("guard reader.beginObject() else { \(loop.refusal) }")
    printer.block("if !reader.emptyObject() {") { printer in
      if loop.tracksOthers { printer.line("let keyLevel = reader.beginKeys()") }
      printer.block("repeat {", "} while reader.comma()") { printer in
        printer.line("guard reader.key() else { \(loop.refusal) }")
        if loop.count != .any { printer.line("memberCount += 1") }
        beforeKnown(&printer)
        if !loop.names.isEmpty {
          emitTokenSwitch(loop.names, &printer) { index, printer in
            let bit = "0x" + String(UInt64(1) << UInt64(index % 64), radix: 16)
            let word = "seen\(index / 64)"
            printer.line("guard \(word) & \(bit) == 0 || reader.duplicate() else { \(loop.refusal) }")
            printer.line("\(word) |= \(bit)")
            known(index, &printer)
            printer.line("continue")
          }
        }
        other(&printer)
      }
      if loop.tracksOthers { printer.line("reader.endKeys(keyLevel)") }
      printer.line("guard reader.endObject() else { \(loop.refusal) }")
    }
    for word in 0..<loop.words where loop.mask(word) != 0 {
      let mask = "0x" + String(loop.mask(word), radix: 16)
      printer.line("guard seen\(word) & \(mask) == \(mask) || reader.mismatch() else { \(loop.refusal) }")
    }
    if loop.count != .any {
      printer.line("guard \(countCondition("memberCount", loop.count)) || reader.mismatch() else { \(loop.refusal) }")
    }
  }

  // MARK: decode

  func emitStructureDecode(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    printer.block("public init?(from reader: inout JSONReader) {") { printer in
      emitPrecheck(plan.node, .structure(plan), Value(target: "self"), &printer)
      for member in plan.members { printer.line(localVariable(member)) }
      if let type = additionalType(plan) { printer.line("var additional: [\(type)] = []") }
      emitObjectLoop(
        loop(plan), &printer,
        known: { index, printer in
          emitMember(plan.members[index], &printer)
        },
        other: { emitAdditional(plan, &$0) })
      for member in plan.members where unwraps(member) {
        printer.line("guard let \(member.local) else { return nil }")
      }
      for member in plan.members { printer.line("self.\(member.stored) = \(member.local)") }
      if additionalType(plan) != nil { printer.line("self.additional = additional") }
    }
    printer.line()
  }

  /// Reads the value of a member into its local variable.
  func emitMember(_ member: StructurePlan.Member, _ printer: inout CodePrinter) {
    let value = Value(target: member.local, null: member.isOptional ? ".some(nil)" : "nil")
    switch member.storage {
    case .plain, .boxed: emitValue(member.schema, value, &printer)
    case .raw: emitRaw(planner.facts(planner.resolved(member.schema)), member.local, value, &printer)
    }
  }

  private func loop(_ plan: StructurePlan) -> ObjectLoop {
    let open = if case .none = plan.additional { false } else { true }
    return ObjectLoop(
      names: plan.members.map(\.name), required: plan.members.filter(\.isRequired).map(\.name), tracksOthers: open,
      count: plan.count, refusal: "return nil")
  }

  func localVariable(_ member: StructurePlan.Member) -> String {
    if let value = storedDefault(member) { return "var \(member.local): \(memberType(member)) = \(value)" }
    switch memberPlan(member) {
    case .integer where member.isRequired: return "var \(member.local) = 0"
    case .double where member.isRequired: return "var \(member.local) = 0.0"
    case .boolean where member.isRequired: return "var \(member.local) = false"
    case .optional: return "var \(member.local): \(memberType(member)) = nil"
    case .string, .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration, .union, .integer, .double,
      .boolean:
      return "var \(member.local): \(type(memberPlan(member)))?"
    }
  }

  /// Whether the local variable is optional although the property is not.
  func unwraps(_ member: StructurePlan.Member) -> Bool {
    guard member.isRequired else { return false }
    switch memberPlan(member) {
    case .integer, .double, .boolean, .optional: return false
    case .string, .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration, .union: return true
    }
  }

  func additionalType(_ plan: StructurePlan) -> String? { additionalType(plan.additional) }

  func additionalType(_ additional: StructurePlan.Additional) -> String? {
    switch additional {
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
      printer.line("guard reader.noteKey(keyLevel) else { return nil }")
      printer.line("let name = reader.takeString()")
      printer.line("guard let value = reader.rawValue() else { return nil }")
      printer.line("additional.append(JSONMember(name: name, value: value))")
    case .typed(let node):
      printer.line("guard reader.noteKey(keyLevel) else { return nil }")
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
}
