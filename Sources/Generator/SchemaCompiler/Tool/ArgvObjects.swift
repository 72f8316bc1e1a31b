import JSONCore

/// The elements of `argv` that are objects: flags, and options that are repeated.
extension ToolReader {
  private static let objectHint =
    "write a string, {\"flag\": \"--dry-run\", \"if\": \"dryRun\"}, or {\"repeat\": [\"-e\", \"{patterns...}\"]}"
  /// An option and what belongs to it: nothing that a person reads has more.
  private static let repeatLimit = 8

  /// The two forms have no member in common, so that one name tells them apart.
  func objectElement(_ node: DocumentNode) -> ArgvElement? {
    guard node.members != nil else {
      report(
        node, "an element of \"argv\" must be a string, a flag or a repeated option", hint: Self.objectHint,
        rule: .freeArguments)
      return nil
    }
    return node["repeat"] == nil ? flag(node) : repeated(node)
  }

  // MARK: flags

  /// A flag is a literal: what the input decides is whether it is there, or which of two, and nothing else.
  private func flag(_ node: DocumentNode) -> ArgvElement? {
    guard object(node, of: ["flag", "if", "else"], "a flag") else { return nil }
    let text = flagText("flag", node)
    let member = string("if", in: node, "a flag", hint: Self.objectHint)
    let otherwise = node["else"] == nil ? nil : flagText("else", node)
    guard let text, let member, node["else"] == nil || otherwise != nil else { return nil }
    guard let otherwise else {
      return ArgvElement(content: .flag(text, member: String(member)), node: node, text: text)
    }
    if otherwise.utf8.elementsEqual(text.utf8), let location = node["else"] {
      report(location, "both flags of the pair are \"\(text)\"", hint: "write \"\(text)\" as an element of its own")
      return nil
    }
    return ArgvElement(
      content: .choice(text, otherwise: otherwise, member: String(member)), node: node, text: "\(text) | \(otherwise)")
  }

  private func flagText(_ name: String, _ node: DocumentNode) -> String? {
    guard let text = string(name, in: node, "a flag", hint: Self.objectHint) else { return nil }
    if Self.isOption(text.bytes) {
      inspectInvisible(text, at: node[JSONString(name)] ?? node)
      return String(text)
    }
    report(
      node[JSONString(name)] ?? node, "a flag must be a literal option", hint: Self.objectHint,
      rule: .freeArguments)
    return nil
  }

  /// One word that begins with a dash, is not the marker, and into which nothing is inserted.
  private static func isOption(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x2D && !bytes.elementsEqual("--".utf8)
      && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x7B && $0 != 0x7D }
  }

  // MARK: repeated options

  /// Literals and one array behind them: so that each value has its option in front of it, however many there are.
  private func repeated(_ node: DocumentNode) -> ArgvElement? {
    let hint = "write the option and then the array: {\"repeat\": [\"-e\", \"{patterns...}\"]}"
    guard object(node, of: ["repeat"], "a repeated option"), let list = node["repeat"] else { return nil }
    guard let values = list.elements, (2...Self.repeatLimit).contains(values.count), let last = values.last else {
      report(list, "\"repeat\" must be an array of 2 to \(Self.repeatLimit) strings", hint: hint, rule: .freeArguments)
      return nil
    }
    let literals = values.dropLast().compactMap { literal($0, hint: hint) }
    guard let spread = string(last, hint: hint), literals.count == values.count - 1 else { return nil }
    guard case .spread(let member, let prefix, let suffix) = spread.content else {
      report(last, "the last string of \"repeat\" must spread an array", hint: hint, rule: .freeArguments)
      return nil
    }
    guard let first = literals.first, Self.isOption(Array(first.utf8)) else {
      report(
        values[0], "\"repeat\" must begin with an option",
        hint: "write one such as \"-e\"; \"{\(member)...}\" alone spreads an array without one",
        rule: .freeArguments)
      return nil
    }
    let text = (literals + [spread.text]).joined(separator: " ")
    return ArgvElement(
      content: .repeated(literals, member: member, prefix: prefix, suffix: suffix), node: node, text: text)
  }

  private func literal(_ node: DocumentNode, hint: String) -> String? {
    guard let element = string(node, hint: hint) else { return nil }
    if case .literal(let text) = element.content { return text }
    report(node, "only the last string of \"repeat\" may insert a member", hint: hint, rule: .freeArguments)
    return nil
  }

  private func string(_ node: DocumentNode, hint: String) -> ArgvElement? {
    if node.string != nil { return element(node) }
    report(node, "\"repeat\" holds strings only", hint: hint, rule: .freeArguments)
    return nil
  }
}
