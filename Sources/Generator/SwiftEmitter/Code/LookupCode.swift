import JSONCore
import SchemaCompiler
import SchemaRuntime

/// The functions that find which of several texts comes next: member names, enumerated strings, tags.
///
/// A switch over the length, then comparisons of whole words: nothing is hashed, and what is left to compare behind the
/// length is rarely more than one or two names.
struct LookupCode {
  let code: SchemaCode

  func declare(_ printer: inout CodePrinter) {
    printer.blockIfAny("private enum \(code.helpers.lookupsEnum) {") { printer in
      for node in code.schema.program.nodes.indices {
        let facts = code.planner.facts(node)
        if let object = facts.object {
          declareMembers(.members(node), object.namesUsed, isClosed: object.isClosed, &printer)
        }
        if let strings = facts.stringConstants { declareValues(facts, strings, &printer) }
        for (index, check) in facts.one.enumerated() { declareChoice(.oneOf(node, index), check, &printer) }
        for (index, check) in facts.any.enumerated() { declareChoice(.anyOf(node, index), check, &printer) }
      }
      for node in code.planner.declared {
        guard case .structure(let plan) = code.declaredPlan(node) else { continue }
        let lookup = code.objects.lookup(plan)
        guard lookup == .mergedMembers(plan.node) else { continue }
        declareMembers(lookup, plan.members.map(\.name), isClosed: plan.isClosed, &printer)
      }
    }
  }

  /// The index of the next member's name; -1 at the object's end, -2 when it fails, -3 for a name that is not known.
  private func declareMembers(_ lookup: Lookup, _ names: [JSONString], isClosed: Bool, _ printer: inout CodePrinter) {
    guard code.helpers.isUsed(lookup) else { return }
    // Inlined it would be in the decoder once for each member; out of line it is taken only by members out of order.
    printer.line("@inline(never)")
    let signature = "\(lookup.identifier)(_ reader: inout JSONReader, first: Bool) -> Int"
    printer.block("static func \(signature) {") { printer in
      printer.line("switch reader.nextMember(first: first) {")
      printer.lines(["case .end: return -1", "case .failed: return -2", "case .name: break", "}"])
      printer.tokenSwitch(names) { index, printer in printer.line("return \(index)") }
      printer.line(isClosed ? "return reader.mismatch() ? -3 : -2" : "return -3")
    }
  }

  /// The index of the string that comes next, which is taken; -1 when it is none of them.
  private func declareValues(_ facts: NodeFacts, _ strings: [JSONString], _ printer: inout CodePrinter) {
    let lookup = Lookup.values(facts.id)
    guard code.helpers.isUsed(lookup) else { return }
    printer.block("static func \(lookup.identifier)(_ reader: inout JSONReader) -> Int {") { printer in
      if facts.usesTable {
        return printer.line("return reader.string(among: \(code.helpers.constant(.texts(facts.id))))")
      }
      let admitted = strings.indices.filter { facts.admits(strings[$0]) }
      // In front of the token: the quotes are compared along with the text, and nothing has to be scanned for their
      // end.
      if strings.count <= Words.directTexts {
        for index in admitted {
          if let take = Words.takes(strings[index].jsonBytes) { printer.line("if \(take) { return \(index) }") }
        }
      }
      printer.line("guard reader.string() else { return -1 }")
      printer.tokenSwitch(admitted.map { strings[$0] }) { index, printer in
        printer.line("return \(admitted[index])")
      }
      printer.line("return reader.mismatch() ? 0 : -1")
    }
  }

  /// The index of the branch that the object which comes next can match; -1 when there is none.
  ///
  /// Printed only where a decoder or a check chooses by it: a union whose cases differ in kind has no use for it.
  private func declareChoice(_ lookup: Lookup, _ check: AlternativesCheck, _ printer: inout CodePrinter) {
    guard code.helpers.isUsed(lookup), let discriminator = check.discriminator else { return }
    printer.block("static func \(lookup.identifier)(_ reader: inout JSONReader) -> Int {") { printer in
      switch discriminator {
      case .tag(let property, let values): TagLookup(property, values).declareBody(&printer)
      case .member(let names, let rest): choose(byMember: names, rest: rest, &printer)
      }
    }
  }

  /// The first member that only one branch takes; without one, the branch that has none.
  ///
  /// Members that no branch has for its own are skipped, so the first one that says something may come late.
  private func choose(byMember names: [JSONString?], rest: Int?, _ printer: inout CodePrinter) {
    let named = names.enumerated().compactMap { branch, name in name.map { (branch: branch, name: $0) } }
    printer.line("let __mark = reader.mark")
    printer.line("guard reader.beginObject() else { return -1 }")
    printer.block("if !reader.emptyObject() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        printer.line("guard reader.key() else { return -1 }")
        printer.tokenSwitch(named.map(\.name)) { index, printer in
          printer.lines(["reader.reset(to: __mark)", "return \(named[index].branch)"])
        }
        printer.line("guard reader.skipValue() else { return -1 }")
      }
    }
    printer.line("reader.reset(to: __mark)")
    printer.line(rest.map { "return \($0)" } ?? "return reader.mismatch() ? 0 : -1")
  }
}

/// The choice by a member that each branch fixes to values of its own. It is looked at where it comes first, and looked
/// for otherwise.
///
/// In compact JSON that was written in the order of the schema the tag is the first member, and one comparison finds
/// it.
private struct TagLookup {
  private struct Tag {
    let branch: Int
    let value: JSONValue

    var text: JSONString? { if case .string(let text) = value { text } else { nil } }
  }

  private let property: JSONString
  private let tags: [Tag]

  /// - Parameter values: by branch.
  init(_ property: JSONString, _ values: [[JSONValue]]) {
    self.property = property
    tags = values.enumerated().flatMap { branch, values in values.map { Tag(branch: branch, value: $0) } }
  }

  func declareBody(_ printer: inout CodePrinter) {
    let texts = tags.filter { $0.text != nil }
    if texts.count <= Words.directTexts {
      for tag in texts {
        let text = [0x7B] + property.memberBytes + (tag.text ?? "").jsonBytes
        if let start = Words.starts(text) { printer.line("if \(start) { return \(tag.branch) }") }
      }
    }
    let name = Array(property.bytes)
    guard texts.count < tags.count else {
      printer.line("guard reader.tag(\(name)) else { return -1 }")
      chooseText(texts, &printer)
      return printer.line("return reader.mismatch() ? 0 : -1")
    }
    printer.line("let __mark = reader.mark")
    printer.line("guard reader.enterMember(\(name)) else { return -1 }")
    printer.line("switch reader.peek() {")
    if !texts.isEmpty {
      kind(.string, "guard reader.string() else { return -1 }", &printer) { chooseText(texts, &$0) }
    }
    let others = tags.filter { $0.text == nil }
    choose(others, .number, "guard let __value = reader.integer() else { break }", &printer)
    choose(others, .boolean, "guard let __value = reader.boolean() else { return -1 }", &printer)
    for tag in others where tag.value == .null {
      kind(.null, "guard reader.null() else { return -1 }", &printer) { $0.line("return \(tag.branch)") }
    }
    printer.lines(["default: break", "}", "reader.reset(to: __mark)", "return reader.mismatch() ? 0 : -1"])
  }

  private func chooseText(_ tags: [Tag], _ printer: inout CodePrinter) {
    printer.tokenSwitch(tags.compactMap(\.text)) { index, printer in printer.line("return \(tags[index].branch)") }
  }

  /// Integers or booleans as the cases of a switch.
  private func choose(_ tags: [Tag], _ wanted: JSONKind, _ take: String, _ printer: inout CodePrinter) {
    let tags = tags.filter { JSONKind.kinds(of: $0.value.types) == [wanted] }
    guard !tags.isEmpty else { return }
    kind(wanted, take, &printer) { printer in
      for tag in tags { printer.line("if __value == \(tag.value.jsonText) { return \(tag.branch) }") }
    }
  }

  /// One kind of values that a tag may have: it is taken, then the reader goes back to the object.
  ///
  /// The reader goes back before the branch is chosen: its decoder begins with the brace.
  private func kind(
    _ kind: JSONKind, _ take: String, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    printer.line("case \(kind.firstBytes):")
    printer.indent { printer in
      printer.line(take)
      printer.line("reader.reset(to: __mark)")
      body(&printer)
    }
  }
}
