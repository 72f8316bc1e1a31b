import JSONCore
import SchemaRuntime

/// Functions that tell which branch of alternatives an object can match.
extension SchemaEmitter {
  static func oneOfChoice(_ node: SchemaNodeID, _ index: Int) -> String { "tag\(node)_\(index)" }
  static func anyOfChoice(_ node: SchemaNodeID, _ index: Int) -> String { "anyTag\(node)_\(index)" }

  /// The lookup of a union's type: that of the check it is made from.
  func choice(_ plan: UnionPlan) -> String {
    planner.facts(plan.node).any.isEmpty ? Self.oneOfChoice(plan.node, 0) : Self.anyOfChoice(plan.node, 0)
  }

  /// The index of the branch that the object which comes next can match; -1 when there is none.
  func emitChoice(_ function: String, _ check: AlternativesCheck, _ printer: inout CodePrinter) {
    guard helpers.lookups.contains(function), let discriminator = check.discriminator else { return }
    printer.block("static func \(function)(_ reader: inout JSONReader) -> Int {") { printer in
      switch discriminator {
      case .tag(let property, let values):
        let tags = values.enumerated().flatMap { branch, values in values.map { Tag(branch: branch, value: $0) } }
        emitTag(property, tags, &printer)
      case .member(let names, let rest): emitMember(names, rest: rest, &printer)
      }
    }
  }

  private struct Tag {
    let branch: Int
    let value: JSONValue

    var text: JSONString? { if case .string(let text) = value { text } else { nil } }
  }

  /// The tag is looked at where it comes first, and looked for otherwise.
  private func emitTag(_ property: JSONString, _ tags: [Tag], _ printer: inout CodePrinter) {
    let texts = tags.filter { $0.text != nil }
    if texts.count <= Self.directValues {
      for tag in texts {
        let text = [0x7B] + memberText(property) + jsonText(tag.text ?? "")
        if let start = words("starts", text) { printer.line("if \(start) { return \(tag.branch) }") }
      }
    }
    let name = Array(property.bytes)
    guard texts.count < tags.count else {
      printer.line("guard reader.tag(\(name)) else { return -1 }")
      emitTexts(texts, &printer)
      return printer.line("return reader.mismatch() ? 0 : -1")
    }
    printer.line("let __mark = reader.mark")
    printer.line("guard reader.enterMember(\(name)) else { return -1 }")
    printer.line("switch reader.peek() {")
    if !texts.isEmpty {
      emitKind(.string, "guard reader.string() else { return -1 }", &printer) { emitTexts(texts, &$0) }
    }
    let others = tags.filter { $0.text == nil }
    emitOthers(others, .number, "guard let __value = reader.integer() else { break }", &printer)
    emitOthers(others, .boolean, "guard let __value = reader.boolean() else { return -1 }", &printer)
    for tag in others where tag.value == .null {
      emitKind(.null, "guard reader.null() else { return -1 }", &printer) { $0.line("return \(tag.branch)") }
    }
    printer.lines(["default: break", "}", "reader.reset(to: __mark)", "return reader.mismatch() ? 0 : -1"])
  }

  /// One kind of values that a tag may have: it is taken, then the reader goes back to the object.
  private func emitKind(
    _ kind: JSONKind, _ take: String, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    printer.line("case \(Self.firstBytes(kind)):")
    printer.indent { printer in
      printer.line(take)
      printer.line("reader.reset(to: __mark)")
      body(&printer)
    }
  }

  private func emitTexts(_ tags: [Tag], _ printer: inout CodePrinter) {
    emitTokenSwitch(tags.compactMap(\.text), &printer) { index, printer in
      printer.line("return \(tags[index].branch)")
    }
  }

  /// Integers or booleans as the cases of a switch.
  private func emitOthers(_ tags: [Tag], _ kind: JSONKind, _ take: String, _ printer: inout CodePrinter) {
    let tags = tags.filter { JSONKind.kinds(of: $0.value.types) == [kind] }
    guard !tags.isEmpty else { return }
    emitKind(kind, take, &printer) { printer in
      for tag in tags { printer.line("if __value == \(json(tag.value)) { return \(tag.branch) }") }
    }
  }

  /// The first member that only one branch takes; without one, the branch that has none.
  private func emitMember(_ names: [JSONString?], rest: Int?, _ printer: inout CodePrinter) {
    let named = names.enumerated().compactMap { branch, name in name.map { (branch: branch, name: $0) } }
    printer.line("let __mark = reader.mark")
    printer.line("guard reader.beginObject() else { return -1 }")
    printer.block("if !reader.emptyObject() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        printer.line("guard reader.key() else { return -1 }")
        emitTokenSwitch(named.map(\.name), &printer) { index, printer in
          printer.lines(["reader.reset(to: __mark)", "return \(named[index].branch)"])
        }
        printer.line("guard reader.skipValue() else { return -1 }")
      }
    }
    printer.line("reader.reset(to: __mark)")
    printer.line(rest.map { "return \($0)" } ?? "return reader.mismatch() ? 0 : -1")
  }
}
