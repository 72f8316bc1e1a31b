import JSONCore
import SchemaRuntime

extension SchemaEmitter {
  /// Functions that tell which of several texts comes next: member names, enumerated strings, tags. Decode and check
  /// share them.
  func emitNames(_ printer: inout CodePrinter) {
    printer.block("private enum \(helpers)Names {") { printer in
      for node in reachable() {
        let facts = planner.facts(node)
        if let object = facts.object, !object.properties.isEmpty || !object.required.isEmpty {
          emitMemberLookup(node, object, &printer)
        }
        if let strings = facts.stringConstants { emitValueLookup(facts, strings, &printer) }
        for (index, one) in facts.one.enumerated() {
          if let discriminator = one.discriminator { emitTagLookup("\(node)_\(index)", discriminator, &printer) }
        }
      }
    }
    printer.line()
  }

  /// The index of the next member's name; -1 at the object's end, -2 when it fails, -3 for a name that is not known.
  private func emitMemberLookup(_ node: SchemaNodeID, _ object: ObjectCheck, _ printer: inout CodePrinter) {
    let names =
      object.properties.map(\.name)
      + object.required.filter { name in
        !object.properties.contains { $0.name == name }
      }
    printer.line("@inline(never)")
    printer.block("static func member\(node)(_ reader: inout JSONReader, first: Bool) -> Int {") { printer in
      printer.line("switch reader.nextMember(first: first) {")
      printer.line("case .end: return -1")
      printer.line("case .failed: return -2")
      printer.line("case .name: break")
      printer.line("}")
      emitTokenSwitch(names, &printer) { index, printer in printer.line("return \(index)") }
      if case .closed = object.additional, object.patternProperties.isEmpty {
        printer.line("return reader.mismatch() ? -3 : -2")
      } else {
        printer.line("return -3")
      }
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
    _ name: String, _ discriminator: OneOfCheck.Discriminator, _ printer: inout CodePrinter
  ) {
    printer.block("static func tag\(name)(_ reader: inout JSONReader) -> Int {") { printer in
      if discriminator.tags.count <= Self.directValues {
        for (index, tag) in discriminator.tags.enumerated() {
          let text = [0x7B] + memberText(discriminator.property) + jsonText(tag)
          if let start = words("starts", text) { printer.line("if \(start) { return \(index) }") }
        }
      }
      printer.line("guard reader.tag(\(Array(discriminator.property.bytes))) else { return -1 }")
      emitTokenSwitch(discriminator.tags, &printer) { index, printer in printer.line("return \(index)") }
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
