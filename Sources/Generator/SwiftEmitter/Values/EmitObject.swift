import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The member loop that decode and check share.
struct ObjectLoop {
  /// The function that tells which member comes next.
  let lookup: String
  let names: [JSONString]
  let required: [Int]
  /// Whether names outside `names` can occur, so that their repetition must be noticed.
  let tracksOthers: Bool
  let count: CountRange
  let refusal: String

  init(
    lookup: String, names: [JSONString], required: [JSONString], tracksOthers: Bool, count: CountRange,
    refusal: String
  ) {
    let extra = required.filter { !names.contains($0) }
    self.lookup = lookup
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
    for word in 0..<loop.words { printer.line("var __seen\(word): UInt64 = 0") }
    if loop.count != .any { printer.line("var __count = 0") }
    printer.line("guard reader.beginObject() else { \(loop.refusal) }")
    if loop.tracksOthers { printer.line("let __level = reader.beginKeys()") }
    if loop.names.isEmpty {
      emitOtherMembers(loop, &printer, beforeKnown: beforeKnown, other: other)
    } else {
      emitMemberSwitch(loop, &printer, beforeKnown: beforeKnown, known: known, other: other)
    }
    if loop.tracksOthers { printer.line("reader.endKeys(__level)") }
    for word in 0..<loop.words where loop.mask(word) != 0 {
      let mask = "0x" + String(loop.mask(word), radix: 16)
      printer.line("guard __seen\(word) & \(mask) == \(mask) || reader.mismatch() else { \(loop.refusal) }")
    }
    if loop.count != .any {
      printer.line("guard \(countCondition("__count", loop.count)) || reader.mismatch() else { \(loop.refusal) }")
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
        if loop.count != .any { printer.line("__count += 1") }
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
    let look = helpers.lookup(loop.lookup)
    // With something to do before each member there is one way to it, through the head of the loop.
    let predicts = beforeKnown == nil && loop.count == .any
    if predicts, let first = takes(memberText(loop.names[0])) {
      printer.line("var __member = \(first) ? 0 : \(look)(&reader, first: true)")
    } else {
      printer.line("var __member = \(look)(&reader, first: true)")
    }
    printer.block("while __member != -1 {") { printer in
      if let beforeKnown {
        printer.line("guard __member != -2 else { \(loop.refusal) }")
        beforeKnown(&printer)
      }
      printer.line("switch __member {")
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
          if loop.count != .any { printer.line("__count += 1") }
          other(&printer)
        }
      }
      printer.line("default: \(loop.refusal)")
      printer.line("}")
      printer.line("if reader.objectEnds() { break }")
      printer.line("__member = \(look)(&reader, first: false)")
    }
  }

  private func emitSeen(_ index: Int, _ loop: ObjectLoop, _ printer: inout CodePrinter) {
    let bit = "0x" + String(UInt64(1) << UInt64(index % 64), radix: 16)
    let word = "__seen\(index / 64)"
    printer.line("guard \(word) & \(bit) == 0 || reader.duplicate() else { \(loop.refusal) }")
    printer.line("\(word) |= \(bit)")
    if loop.count != .any { printer.line("__count += 1") }
  }

  // MARK: decode

  func emitStructureDecode(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    emitBlank(.structure(plan), plan.members, rest: additionalType(plan) == nil ? nil : "additional", &printer)
    emitReading(.structure(plan), isRoot: isRoot(plan.node), &printer) { printer in
      emitPrecheck(plan.node, .structure(plan), Value(), &printer)
      emitObjectLoop(
        loop(plan), &printer,
        known: { index, printer in
          emitMember(plan.members[index], &printer)
        },
        other: { emitAdditional(plan, &$0) })
      for (index, member) in plan.members.enumerated() { emitAbsent(member, index, &printer) }
    }
  }

  /// Reads the value of a member into its place.
  func emitMember(_ member: StructurePlan.Member, _ printer: inout CodePrinter) {
    var value = Value(place: "value.\(member.stored)", kind: .property, wraps: member.isOptional ? 1 : 0)
    if case .boxed = member.storage { value.kind = .computed }
    switch member.storage {
    case .plain, .boxed: emitValue(member.schema, value, &printer)
    case .raw:
      emitRaw(planner.facts(planner.resolved(member.schema)), "value.\(member.stored)", value, &printer)
    }
  }

  /// Gives a member that did not come its default, where that is not in the blank value already.
  private func emitAbsent(_ member: StructurePlan.Member, _ index: Int, _ printer: inout CodePrinter) {
    guard isStored(member), let value = storedDefault(member) else { return }
    let bit = "0x" + String(UInt64(1) << UInt64(index % 64), radix: 16)
    let place = "value.\(member.stored)"
    // What is behind a reference is no place in memory.
    let isBoxed = if case .boxed = member.storage { true } else { false }
    let statement = isBoxed ? "\(place) = \(value)" : fill(place, value, memberPlan(member))
    printer.line("if __seen\(index / 64) & \(bit) == 0 { \(statement) }")
  }

  private func loop(_ plan: StructurePlan) -> ObjectLoop {
    let open = if case .none = plan.additional { false } else { true }
    return ObjectLoop(
      lookup: memberLookup(plan), names: plan.members.map(\.name),
      required: plan.members.filter(\.isRequired).map(\.name),
      tracksOthers: open, count: plan.count, refusal: "return false")
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
      printer.line("guard reader.mismatch() else { return false }")
    case .raw:
      printer.line("guard reader.noteKey(__level) else { return false }")
      printer.line("let name = reader.takeString()")
      printer.line("guard let text = reader.rawValue() else { return false }")
      printer.line("value.additional.append(JSONMember(name: name, value: text))")
    case .typed(let node):
      printer.line("guard reader.noteKey(__level) else { return false }")
      printer.line("let name = reader.takeString()")
      emitConstant("element1", node, "return false", &printer)
      printer.line("value.additional.append(JSONMember(name: name, value: element1))")
    }
  }
}
