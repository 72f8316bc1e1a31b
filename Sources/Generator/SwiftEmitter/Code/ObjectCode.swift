import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Objects with declared members: a struct.
///
/// Decoding and checking share their loop. It fills a blank value in place; members in the declared order are
/// recognised by comparing words, and a lookup is called only for those out of order.
struct ObjectCode {
  let code: SchemaCode

  // MARK: declare

  func declare(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    printer.block("public struct \(plan.name): Sendable, Hashable {") { printer in
      for member in plan.members { code.members.declare(member, &printer) }
      if let type = othersType(plan) {
        printer.comment("Members the schema does not name, as they came.")
        printer.line("public var additional: [\(type)]")
      }
      if !plan.usesMemberwise {
        printer.line()
        code.members.declareInitializer(plan.members, others: others(plan), &printer)
      }
    }
  }

  /// The initializer that is in an extension, where decoding uses the one that the compiler makes.
  func declareOuterInitializer(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    guard plan.usesMemberwise else { return }
    code.members.declareInitializer(plan.members, others: others(plan), besidesMemberwise: true, &printer)
    printer.line()
  }

  /// A struct with secrets has a description without them, however it is printed.
  ///
  /// Three conformances, as `print`, `dump` and the debugger each ask another one.
  func declareRedaction(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    guard plan.members.contains(where: \.isSecret) else { return }
    let name = code.type(.structure(plan))
    printer.line()
    printer.block("extension \(name): CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {") {
      printer in
      let parts = plan.members.map { member in
        let label = member.local.dropFirst()
        return member.isSecret ? "\(label): <secret>" : "\(label): \\(String(describing: self.\(member.stored)))"
      }
      printer.comment("Without what the schema calls secret.")
      printer.line("public var description: String { \"\(Namer.bare(plan.name))(\(parts.joined(separator: ", ")))\" }")
      printer.line("public var debugDescription: String { description }")
      printer.line("public var customMirror: Mirror { Mirror(self, children: []) }")
    }
  }

  /// The property that holds members which the schema does not name.
  private func others(_ plan: StructurePlan) -> (name: String, type: String)? {
    othersType(plan).map { ("additional", "[\($0)]") }
  }

  private func othersType(_ plan: StructurePlan) -> String? {
    switch plan.additional {
    case .none: nil
    // The name is noted, or a second member of that name would replace the first in silence.
    case .raw: "JSONMember<JSONSlice>"
    case .typed(let node): "JSONMember<\(code.type(of: node))>"
    }
  }

  // MARK: decode

  func decode(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    code.blanks.declare(.structure(plan), plan.members, rest: othersType(plan) == nil ? nil : "additional", &printer)
    code.decoders.declare(.structure(plan), of: plan.node, &printer) { printer in
      code.precheck(plan.node, .structure(plan), .returnsFalse, &printer)
      // The bits of the loop also show afterwards which defaults are to be filled in.
      let loop = MemberLoop(
        lookup: lookup(plan), names: plan.members.map(\.name),
        required: plan.members.filter(\.isRequired).map(\.name), tracksOthers: !plan.isClosed, count: plan.count)
      loop.print(
        in: code, &printer, known: { code.members.decode(plan.members[$0], &$1) }, other: { decodeOther(plan, &$0) })
      for (index, member) in plan.members.enumerated() {
        code.members.decodeAbsent(member, unless: loop.seen(index), &printer)
      }
    }
  }

  /// The lookup of a struct: that of its node, unless its members come from several nodes.
  func lookup(_ plan: StructurePlan) -> Lookup {
    let object = code.planner.facts(plan.node).object
    let isSame = object?.namesUsed == plan.members.map(\.name) && object?.isClosed == plan.isClosed
    return isSame ? .members(plan.node) : .mergedMembers(plan.node)
  }

  /// Kept as they came, so that a message which passes through is written back with everything in it.
  private func decodeOther(_ plan: StructurePlan, _ printer: inout CodePrinter) {
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
      code.readConstant(node, into: .element(1, .returnsFalse), &printer)
      printer.line("value.additional.append(JSONMember(name: name, value: element1))")
    }
  }

  // MARK: check

  func check(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    guard let object = facts.object else {
      return printer.line("guard reader.skipValue(of: .object) else { return false }")
    }
    let loop = MemberLoop(
      lookup: .members(facts.id), names: object.properties.map(\.name), required: object.required,
      tracksOthers: !object.isClosed, count: object.count)
    let looks = object.propertyNames.map { code.checks.asserts(code.planner.facts(code.planner.resolved($0))) } ?? false
    loop.print(
      in: code, &printer,
      beforeKnown: looks || !object.patternProperties.isEmpty ? { checkName(facts, object, &$0) } : nil,
      known: { index, printer in
        checkPatternValues(object, &printer)
        guard index < object.properties.count else { return checkOther(object, tracked: true, &printer) }
        code.checks.call(object.properties[index].schema, &printer)
      },
      other: { checkOther(object, tracked: false, &$0) })
  }

  /// In front of the loop's switch: the name is the token there, and reading the value replaces it.
  private func checkName(_ facts: NodeFacts, _ object: ObjectCheck, _ printer: inout CodePrinter) {
    if let names = object.propertyNames {
      let node = code.planner.resolved(names)
      if code.checks.asserts(code.planner.facts(node)) {
        printer.line(
          "guard reader.nameAsValue({ \(code.helpers.check(node))(&$0) }) || reader.mismatch() else { return false }")
      }
    }
    for index in object.patternProperties.indices {
      let pattern = code.helpers.constant(.namePattern(facts.id, index))
      printer.line("let __matches\(index) = reader.tokenSelects(\(pattern))")
    }
  }

  /// The schemas of the patterns that the name matched, each over the same value.
  ///
  /// A probe each, because several patterns may match one name and every one of their schemas speaks about the same
  /// value.
  private func checkPatternValues(_ object: ObjectCheck, _ printer: inout CodePrinter) {
    for (index, entry) in object.patternProperties.enumerated() {
      printer.line("if __matches\(index) { guard \(code.checks.probe(entry.schema)) else { return false } }")
    }
  }

  /// A member that `properties` does not name. `tracked`: its repetition is noticed elsewhere.
  ///
  /// Members of a closed object are refused before their value is read: it may be a megabyte.
  private func checkOther(_ object: ObjectCheck, tracked: Bool, _ printer: inout CodePrinter) {
    if object.isClosed { return printer.line("guard reader.mismatch() else { return false }") }
    if !tracked { printer.line("guard reader.noteKey(__level) else { return false }") }
    guard !object.patternProperties.isEmpty else { return checkAdditional(object, &printer) }
    let any = object.patternProperties.indices.map { "__matches\($0)" }.joined(separator: " || ")
    printer.line("if \(any) {")
    printer.indent { printer in
      if !tracked { checkPatternValues(object, &printer) }
      printer.line("guard reader.skipValue() else { return false }")
    }
    printer.line("} else {")
    printer.indent { checkAdditional(object, &$0) }
    printer.line("}")
  }

  private func checkAdditional(_ object: ObjectCheck, _ printer: inout CodePrinter) {
    switch object.additional {
    case .closed: printer.line("guard reader.mismatch() else { return false }")
    case .open: printer.line("guard reader.skipValue() else { return false }")
    case .schema(let node): code.checks.call(node, &printer)
    }
  }

  // MARK: write

  /// Members that are always there come first: their names and separators are one literal each. Every other member
  /// brings its comma along; when nothing is certain to be there the first comma becomes the opening brace.
  func write(_ plan: StructurePlan, _ printer: inout CodePrinter) {
    let certain = plan.members.filter { !$0.isOptional }
    printer.serializer { out in
      if certain.isEmpty { out.statement("let start = writer.count") }
      for (index, member) in certain.enumerated() {
        out.text((index == 0 ? "{" : ",") + member.name.jsonText + ":")
        code.write(code.planner.plan(of: member), "self.\(member.stored)", depth: 0, &out)
      }
      for member in plan.members where member.isOptional { writeOptional(member, &out) }
      writeOthers(plan, &out)
      if certain.isEmpty { out.statement("writer.openObject(at: start)") }
      out.text("}")
    }
  }

  /// The runtime has a function for each of the plain types that tests, writes the name and the value: one call instead
  /// of three lines.
  private func writeOptional(_ member: StructurePlan.Member, _ out: inout SerializerCode) {
    let name = "," + member.name.jsonText + ":"
    let plan = code.planner.plan(of: member)
    switch plan {
    case .string: writeScalar("text", member, name + "\"", &out)
    case .integer: writeScalar("integer", member, name, &out)
    case .double: writeScalar("double", member, name, &out)
    case .boolean: writeScalar("boolean", member, name, &out)
    case .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration, .union, .foreign, .optional:
      out.block("if self.\(member.stored) != nil {") { out in
        out.text(name)
        code.write(plan, "self.\(member.stored)!", depth: 0, &out)
      }
    }
  }

  private func writeScalar(
    _ kind: String, _ member: StructurePlan.Member, _ before: String, _ out: inout SerializerCode
  ) {
    out.statement("writer.member(\(SwiftLiteral.string(before)), \(kind): self.\(member.stored))")
  }

  private func writeOthers(_ plan: StructurePlan, _ out: inout SerializerCode) {
    guard othersType(plan) != nil else { return }
    out.block("writer.members(self.additional) { member, writer in") { out in
      let value = if case .typed(let node) = plan.additional { code.plan(node) } else { TypePlan.raw }
      code.maps.writeMember(value, "member", depth: 0, &out)
    }
  }
}
