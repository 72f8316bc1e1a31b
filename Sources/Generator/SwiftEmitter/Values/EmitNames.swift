import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Functions that tell which of several texts comes next: member names, enumerated strings, tags. Decode and check
  /// share them.
  func emitNames(_ printer: inout CodePrinter) {
    printer.blockIfAny("private enum \(helpers.namesEnum) {") { printer in
      for node in schema.program.nodes.indices {
        let facts = planner.facts(node)
        if let object = facts.object {
          emitMemberLookup("member\(node)", object.namesUsed, isClosed: object.isClosed, &printer)
        }
        if let strings = facts.stringConstants { emitValueLookup(facts, strings, &printer) }
        for (index, check) in facts.one.enumerated() { emitChoice(Self.oneOfChoice(node, index), check, &printer) }
        for (index, check) in facts.any.enumerated() { emitChoice(Self.anyOfChoice(node, index), check, &printer) }
      }
      for node in planner.declared {
        guard case .structure(let plan) = declaredPlan(node), memberLookup(plan) != "member\(node)" else { continue }
        emitMemberLookup(memberLookup(plan), plan.members.map(\.name), isClosed: plan.isClosed, &printer)
      }
    }
  }

  // MARK: types that put several nodes together

  /// The lookup of a struct: that of its node, unless its members come from several nodes.
  func memberLookup(_ plan: StructurePlan) -> String {
    let object = planner.facts(plan.node).object
    let isSame = object?.namesUsed == plan.members.map(\.name) && object?.isClosed == plan.isClosed
    return isSame ? "member\(plan.node)" : "structure\(plan.node)"
  }

  // MARK: lookups

  /// The index of the next member's name; -1 at the object's end, -2 when it fails, -3 for a name that is not known.
  private func emitMemberLookup(
    _ function: String, _ names: [JSONString], isClosed: Bool, _ printer: inout CodePrinter
  ) {
    guard helpers.lookups.contains(function) else { return }
    printer.line("@inline(never)")
    printer.block("static func \(function)(_ reader: inout JSONReader, first: Bool) -> Int {") { printer in
      printer.line("switch reader.nextMember(first: first) {")
      printer.lines(["case .end: return -1", "case .failed: return -2", "case .name: break", "}"])
      emitTokenSwitch(names, &printer) { index, printer in printer.line("return \(index)") }
      printer.line(isClosed ? "return reader.mismatch() ? -3 : -2" : "return -3")
    }
  }

  /// The index of the string that comes next, which is taken; -1 when it is none of them.
  private func emitValueLookup(_ facts: NodeFacts, _ strings: [JSONString], _ printer: inout CodePrinter) {
    guard helpers.lookups.contains("value\(facts.id)") else { return }
    printer.block("static func value\(facts.id)(_ reader: inout JSONReader) -> Int {") { printer in
      if usesTable(facts) {
        return printer.line("return reader.string(among: \(helpers.constant("texts\(facts.id)")))")
      }
      let admitted = strings.indices.filter { facts.admits(strings[$0]) }
      if strings.count <= Self.directValues {
        for index in admitted {
          if let take = takes(jsonText(strings[index])) { printer.line("if \(take) { return \(index) }") }
        }
      }
      printer.line("guard reader.string() else { return -1 }")
      emitTokenSwitch(admitted.map { strings[$0] }, &printer) { index, printer in
        printer.line("return \(admitted[index])")
      }
      printer.line("return reader.mismatch() ? 0 : -1")
    }
  }

  /// Whether the strings are looked up in a table: comparing with hundreds takes the Swift compiler seconds. What other
  /// checks refuse has no place in one.
  func usesTable(_ facts: NodeFacts) -> Bool {
    guard let strings = facts.stringConstants else { return false }
    return strings.count > Self.comparedValues && strings.allSatisfy(facts.admits)
  }

  /// Up to this many strings are compared in code.
  private static let comparedValues = 128

  /// Up to this many strings are tried one after the other before a token is read.
  static let directValues = 8

  // MARK: words

  func takes(_ text: [UInt8]) -> String? { words("takes", text) }

  /// A call that compares up to 32 bytes with what comes next: as many words as cover them, the last one overlapping.
  func words(_ verb: String, _ text: [UInt8]) -> String? {
    guard text.count <= 32 else { return nil }
    var offsets = Array(stride(from: 0, to: text.count - 8, by: 8))
    offsets.append(max(0, text.count - 8))
    let words = offsets.map { SwiftLiteral.word(text[$0..<min(text.count, $0 + 8)]) }
    return "reader.\(verb)(\(words.joined(separator: ", ")), count: \(text.count))"
  }

  /// `"name":`
  func memberText(_ name: JSONString) -> [UInt8] { jsonText(name) + [0x3A] }

  func jsonText(_ text: JSONString) -> [UInt8] {
    var writer = JSONWriter()
    writer.string(text)
    return writer.bytes
  }
}

extension NodeFacts {
  /// Whether the other checks of the node let a string pass: those are decided here instead of at run time.
  func admits(_ text: JSONString) -> Bool {
    if let length, !length.contains(text.codePointCount) { return false }
    return patterns.allSatisfy { $0.matcher.verdict(text.bytes) == .matches }
      && formats.allSatisfy { $0.isValid(text.bytes) }
  }
}

extension ObjectCheck {
  /// The names that `properties` and `required` mention, in that order.
  var namesUsed: [JSONString] {
    properties.map(\.name) + required.filter { name in !properties.contains { $0.name == name } }
  }

  /// Whether no other member may occur.
  var isClosed: Bool { if case .closed = additional { patternProperties.isEmpty } else { false } }
}

extension StructurePlan {
  /// Whether no other member may occur.
  var isClosed: Bool { if case .none = additional { true } else { false } }
}
