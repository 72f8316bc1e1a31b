import JSONCore
import SchemaRuntime

extension SchemaEmitter {
  /// Functions that tell which of several texts comes next: member names, enumerated strings, tags. Decode and check
  /// share them.
  func emitNames(_ printer: inout CodePrinter) {
    printer.block("private enum \(helpers)Names {") { printer in
      for node in reachable() {
        let facts = planner.facts(node)
        if let object = facts.object, !object.namesUsed.isEmpty {
          emitMemberLookup("member\(node)", object.namesUsed, isClosed: object.isClosed, &printer)
        }
        if let strings = facts.stringConstants { emitValueLookup(facts, strings, &printer) }
        for (index, one) in facts.one.enumerated() {
          if let found = one.discriminator {
            emitTagLookup("tag\(node)_\(index)", found.property, found.tags, &printer)
          }
        }
      }
      for node in planner.declared { emitOwnLookup(declaredPlan(node), &printer) }
    }
    printer.line()
  }

  // MARK: types that put several nodes together

  /// The lookup of a struct: that of its node, unless its members come from several nodes.
  func memberLookup(_ plan: StructurePlan) -> String {
    let object = planner.facts(plan.node).object
    let isSame = object?.namesUsed == plan.members.map(\.name) && object?.isClosed == plan.isClosed
    return isSame ? "member\(plan.node)" : "structure\(plan.node)"
  }

  /// The lookup of a union by tag: that of its `oneOf`, unless it is an `anyOf` or only the type knows the tag.
  func tagLookup(_ plan: UnionPlan) -> String {
    guard case .tag(let property) = plan.selector, let found = planner.facts(plan.node).one.first?.discriminator,
      found.property == property, found.tags == plan.cases.map({ $0.tag ?? "" })
    else { return "union\(plan.node)" }
    return "tag\(plan.node)_0"
  }

  private func emitOwnLookup(_ plan: TypePlan, _ printer: inout CodePrinter) {
    switch plan {
    case .structure(let plan):
      let name = memberLookup(plan)
      guard name.hasPrefix("structure"), !plan.members.isEmpty else { return }
      emitMemberLookup(name, plan.members.map(\.name), isClosed: plan.isClosed, &printer)
    case .union(let plan):
      guard case .tag(let property) = plan.selector, tagLookup(plan).hasPrefix("union") else { return }
      emitTagLookup(tagLookup(plan), property, plan.cases.map { $0.tag ?? "" }, &printer)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .tuple, .enumeration, .optional:
      break
    }
  }

  // MARK: lookups

  /// The index of the next member's name; -1 at the object's end, -2 when it fails, -3 for a name that is not known.
  private func emitMemberLookup(
    _ function: String, _ names: [JSONString], isClosed: Bool, _ printer: inout CodePrinter
  ) {
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
    printer.block("static func value\(facts.id)(_ reader: inout JSONReader) -> Int {") { printer in
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

  /// Up to this many strings are tried one after the other before a token is read.
  private static let directValues = 8

  /// The index of the branch whose tag the object that comes next has; -1 when there is none. The tag is looked at
  /// where it comes first, and looked for otherwise.
  private func emitTagLookup(
    _ function: String, _ property: JSONString, _ tags: [JSONString], _ printer: inout CodePrinter
  ) {
    printer.block("static func \(function)(_ reader: inout JSONReader) -> Int {") { printer in
      if tags.count <= Self.directValues {
        for (index, tag) in tags.enumerated() {
          let text = [0x7B] + memberText(property) + jsonText(tag)
          if let start = words("starts", text) { printer.line("if \(start) { return \(index) }") }
        }
      }
      printer.line("guard reader.tag(\(Array(property.bytes))) else { return -1 }")
      emitTokenSwitch(tags, &printer) { index, printer in printer.line("return \(index)") }
      printer.line("return reader.mismatch() ? 0 : -1")
    }
  }

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
