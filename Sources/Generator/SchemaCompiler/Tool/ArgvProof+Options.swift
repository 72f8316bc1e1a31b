import JSONCore
import SchemaRuntime

extension ArgvProof {
  // MARK: literals

  /// A literal option in front of every marker.
  ///
  /// By the name that the program understands: an abbreviation is the option that it abbreviates.
  mutating func inspectOption(_ entry: OptionEntry, _ text: String, _ slot: ArgvSlot) throws(PatternError) {
    guard inspectKnown(entry, slot) else { return }
    for name in entry.names {
      if isNever(name, slot) || isUntested(name, slot) { continue }
      guard let dangerous = dangerous(name), !isHarmless(text, slot.index), !acknowledge(dangerous) else { continue }
      report(
        slot,
        "\"\(dangerous)\" runs commands, loads code, or reads or writes files or networks that its value names",
        hint: "remove it, or say why it is safe here: \"x-ack\": {\"\(dangerous)\": \"…\"}", rule: .dangerousOption)
    }
    if let joined = entry.joined, let name = entry.names.last {
      try inspectFormat(name, [.text(Array(joined.utf8))], slot)
    }
  }

  /// A literal entry behind an option that takes it.
  ///
  /// The author wrote it, so it is no danger; but a program that takes it for an option does something else than was
  /// meant.
  mutating func inspectLiteralValue(_ text: String, of option: String, isPlain: Bool, _ slot: ArgvSlot)
    throws(PatternError)
  {
    if isPlain, text.utf8.first == 0x2D {
      report(
        slot, "\"\(option)\" takes no argument that begins with \"-\" as its value",
        hint: "write the value behind it, or join the two: \"\(option)=\(text)\"", rule: .position)
    }
    try inspectFormat(option, [.text(Array(text.utf8))], slot)
  }

  /// Whether the program knows the option by exactly this name, and in this form; false after a report.
  ///
  /// An option that is not known may take the next entry for its value: then the marker behind it marks nothing, and
  /// what is inserted behind the marker is read as an option.
  private mutating func inspectKnown(_ entry: OptionEntry, _ slot: ArgvSlot) -> Bool {
    guard let table = optionTable else { return true }
    let command = ([exec.program] + [isBehindSubcommand ? facts.subcommand : nil].compactMap { $0 })
      .joined(separator: " ")
    if let unknown = entry.unknown {
      if let whole = table.completions(of: unknown).first, facts.abbreviates != false {
        let reads = facts.abbreviates == true ? "reads" : "may read"
        report(
          slot, "\"\(unknown)\" is not an option of \"\(command)\", which \(reads) it as \"\(whole)\"",
          hint: "write the option out", rule: .dangerousOption)
      } else {
        let hint = ClosestName.hint(unknown, among: table.names)
        report(
          slot, "\"\(unknown)\" is not among the known options of \"\(command)\"\(hint)",
          hint: "use a known option: an unknown one may take the next argument as its value, even a marker",
          rule: .dangerousOption)
      }
      return false
    }
    if !facts.joinsValues, entry.joined != nil, entry.names.first?.utf8.count != 2 {
      report(
        slot, "\"\(exec.program)\" takes no value that is joined to an option with \"=\"",
        hint: "write the value as the next argument", rule: .position)
      return false
    }
    return true
  }

  /// With the words behind it, as `-c` is harmless with some settings only.
  private func isHarmless(_ text: String, _ index: Int) -> Bool {
    let values: Int
    switch OptionEntry(text, in: optionTable).following {
    case .following(let count): values = count
    case .plainFollowing: values = 1
    case .none, .optional: values = 0
    }
    let words = exec.elements.dropFirst(index + 1).prefix(values).map { element in
      if case .literal(let word) = element.content { word } else { "{" }
    }
    return facts.harmless.contains(([text] + words).joined(separator: " "))
  }

  /// The dangerous option that a name is, or may be taken for.
  ///
  /// Where abbreviations are not known, the beginning of a dangerous name counts as the whole.
  func dangerous(_ name: String) -> String? {
    let isGlobal = facts.globals != nil && !isBehindSubcommand
    let list = isGlobal ? facts.dangerousGlobals : facts.dangerousOptions
    if let exact = list.first(where: { $0 == name }) { return exact }
    guard optionTable == nil, name.utf8.count > 3, name.utf8.starts(with: "--".utf8) else { return nil }
    return list.first { $0.utf8.starts(with: name.utf8) }
  }

  /// An option that no reason makes right; true after a report.
  private mutating func isNever(_ name: String, _ slot: ArgvSlot) -> Bool {
    guard facts.neverOptions.contains(name) else { return false }
    report(
      slot, "no tool may use \"\(name)\" of \"\(exec.program)\"", hint: "remove it, or write a handler",
      rule: .dangerousOption)
    return true
  }

  /// An option of which only the form is known; true after a report. Nobody has looked at what it does, so the author
  /// has to.
  private mutating func isUntested(_ name: String, _ slot: ArgvSlot) -> Bool {
    guard facts.untestedOptions.contains(name), !acknowledge(name) else { return false }
    report(
      slot, "what \"\(name)\" of \"\(exec.program)\" does is not known: its form is, its effect was not tried",
      hint: "remove it, or say why it is safe here: \"x-ack\": {\"\(name)\": \"…\"}", rule: .dangerousOption)
    return true
  }

  /// Noted as used: a reason for something that is not there would make reviewers look for it.
  mutating func acknowledge(_ name: String) -> Bool {
    guard exec.acknowledgements.contains(where: { $0.option == name }) else { return false }
    usedAcknowledgements.insert(name)
    return true
  }

  // MARK: inserted values

  /// An option that is joined to inserted text; `head` ends with "=".
  ///
  /// Joined with "=" a value is never an option itself, whatever it begins with: the form that needs no marker.
  mutating func inspectJoined(_ head: String, _ value: [ArgvPart], isAlways: Bool, _ slot: ArgvSlot)
    throws(PatternError)
  {
    let entry = OptionEntry(head, in: optionTable)
    take(entry, head + "{}", isAlways: isAlways)
    guard inspectKnown(entry, slot) else { return }
    for name in entry.names { inspectInsertion(name, slot) }
    if let name = entry.names.last { try inspectFormat(name, value, slot) }
  }

  /// An option whose value holds inserted text.
  ///
  /// Stricter than for literals: here it is the caller of the tool who chooses.
  mutating func inspectInsertion(_ option: String, _ slot: ArgvSlot) {
    if isNever(option, slot) || isUntested(option, slot) { return }
    let isLiteral = facts.literalOnlyOptions.contains(option)
    guard let name = dangerous(option) ?? (isLiteral ? option : nil) else { return }
    if isLiteral || facts.literalOnlyOptions.contains(name) {
      return report(
        slot, "the value of \"\(name)\" may not come from the input", hint: "write the value out, or write a handler",
        rule: .dangerousOption)
    }
    if acknowledge(name) { return }
    report(
      slot, "\"\(name)\" reads or writes what its value names, and the value comes from the input",
      hint: "remove it, or say why it is safe here: \"x-ack\": {\"\(name)\": \"…\"}", rule: .dangerousOption)
  }

  /// A value that is a format string, of which a part runs programs.
  ///
  /// Over the language of the whole value, text and inserted parts together: two harmless parts can be a harmful word.
  mutating func inspectFormat(_ option: String, _ value: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard !(facts.globals != nil && !isBehindSubcommand) else { return }
    for rule in facts.formats where rule.options.contains(option) {
      notes.isLanguage = true
      var language = try Automaton.literal([])
      for part in value { language = try language.concat(part.language()) }
      if let helper = rule.helper, try !language.intersect(PatternCompiler.compile(helper)).isEmpty {
        needsHelper = true
      }
      var witness: [UInt8]?
      if let allowed = rule.allowed {
        witness = try language.subtract(PatternCompiler.compile(allowed)).shortestWitness()
      }
      if witness == nil, let refused = rule.refused {
        witness = try language.intersect(PatternCompiler.compile(refused)).shortestWitness()
      }
      guard let witness, !acknowledge(option) else { continue }
      report(
        slot, "the value of \"\(option)\" may be \"\(String(decoding: witness, as: UTF8.self))\": \(rule.reason)",
        hint: """
          write a format without it, or narrow what is inserted;
          or say why it is safe here: "x-ack": {"\(option)": "…"}
          """, rule: .innerLanguage, witness: String(decoding: witness, as: UTF8.self))
    }
  }
}
