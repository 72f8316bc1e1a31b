import JSONCore
import SchemaRuntime

extension ArgvProof {
  // MARK: entries

  /// An entry that is no option's value: an option joined to its value, or an operand.
  mutating func inspectPlace(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard case .text(let text)? = parts.first else { return try inspectOperand(parts, slot) }
    guard text.first == 0x2D, marker == nil else { return try inspectPattern(parts, slot) }
    guard let equals = text.firstIndex(of: 0x3D) else {
      return report(
        slot, "inserted text becomes part of an option's name",
        mend: "join it to an option with \"=\": \"--option={…}\"")
    }
    inspectInsertion(String(decoding: text[..<equals], as: UTF8.self), slot)
  }

  /// The value of an option that takes the next entry whatever it begins with.
  mutating func inspectValue(of option: String, _ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    inspectInsertion(option, slot)
    for case .member(let name, _) in parts where members[JSONString(name)]?.isAlwaysPresent != true {
      report(
        slot, "without \"\(name)\" the option \"\(option)\" would take the argument behind it as its value",
        mend: "join them into one argument, require \"\(name)\", or give it a default")
    }
    if parts.count == 1, case .member(let name, let strings)? = parts.first { inspectEmpty(name, strings, slot) }
  }

  private mutating func inspectOperand(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard case .member(let name, let strings)? = parts.first else { return }
    inspectEmpty(name, strings, slot)
    if marker == nil, let witness = try strings.witness(beginningWith: [0x2D], samples: facts.samples) {
      let mend = """
        put it after an end-of-options marker this program honours, join it to an option ("--option={\(name)}"),
        or give it a pattern that cannot begin with "-"
        """
      return report(slot, "may be read as an option", name, witness, mend: mend)
    }
    let sigils = facts.sigils.map { String(decoding: [$0], as: UTF8.self) }
    if !sigils.isEmpty, let witness = try strings.witness(beginningWith: ByteSet(facts.sigils), samples: sigils) {
      let list = ToolReader.list(sigils)
      return report(
        slot, "may be read as more than a plain operand", name, witness,
        mend: "give it a pattern that cannot begin with one of \(list), which \(exec.program) treats in its own way")
    }
    if parts.count == 1 { inspectSpecial(name, strings, slot) }
    try inspectPattern(parts, slot)
  }

  /// `-` and `--` keep a meaning of their own behind a marker.
  private mutating func inspectSpecial(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) {
    guard marker != nil else { return }
    for special in facts.specialOperands where special != marker && strings.accepts(Array(special.utf8)) {
      report(
        slot, "may be \"\(special)\", which \(exec.program) treats in its own way even here", name, Array(special.utf8),
        mend: "give it a pattern that excludes \"\(special)\"")
    }
  }

  /// Programs whose operands are a language of their own get the part of it that is known to be safe.
  private mutating func inspectPattern(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard let pattern = facts.operandPattern else { return }
    guard let first = parts.first else { return }
    var language = try first.language()
    for part in parts.dropFirst() { language = try language.concat(part.language()) }
    guard let witness = try language.subtract(PatternCompiler.compile(pattern)).shortestWitness() else { return }
    let names = parts.compactMap { if case .member(let name, _) = $0 { "\"\(name)\"" } else { nil } }
    reader.report(
      slot.element.node,
      "argv entry \(slot.index) \"\(slot.element.text)\" may be an operand outside the safe ones of \(exec.program)",
      details: [
        "\(names.joined(separator: " and ")) admit \"\(String(decoding: witness, as: UTF8.self))\" (pointer \(slot.element.node.pointer))"
      ],
      mend: "narrow the patterns so that the whole argument matches\n\(pattern)")
  }

  private mutating func inspectEmpty(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) {
    guard strings.accepts([]) else { return }
    report(
      slot, "may be empty", name, [],
      mend: "add \"minLength\": 1, or a pattern that needs a character; leave the member out to leave the argument out")
  }

  /// C0, DEL and C1 end lines, move cursors, and mean nothing in an argument.
  mutating func inspectControls(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) throws(PatternError) {
    guard let witness = try strings.witnessWithControl() else { return }
    report(
      slot, "may hold control characters", name, witness,
      mend: "give it a pattern without them, such as \"^[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*$\"")
  }

  // MARK: sizes

  /// Bytes of the longest such entry; nil after a report.
  mutating func inspectSize(_ parts: [ArgvPart], _ slot: ArgvSlot) -> Int? {
    var total = 0
    for part in parts {
      guard let bytes = part.maxByteCount else {
        guard case .member(let name, _) = part else { return nil }
        report(slot, "the string \"\(name)\" has no upper length", mend: "add \"maxLength\" to \"\(name)\"")
        return nil
      }
      total += min(bytes, Self.totalLimit * 2)
    }
    if total <= Self.entryLimit { return total }
    report(
      slot, "the argument may have \(total) bytes; the kernel takes \(Self.entryLimit)",
      mend: "lower \"maxLength\": a code point has up to 4 bytes")
    return nil
  }

  mutating func count(_ bytes: Int, times: Int = 1) {
    totalBytes += min((bytes + 1).multipliedReportingOverflow(by: times).partialValue, Self.totalLimit * 2)
    if times > Self.totalLimit { totalBytes += Self.totalLimit }
  }

  // MARK: options

  /// A literal option in front of every marker.
  mutating func inspectOption(_ text: String, _ slot: ArgvSlot) {
    guard let name = dangerous(text), !isHarmless(text, slot.index) else { return }
    if acknowledge(name) { return }
    report(
      slot, "\"\(name)\" runs commands, loads code, or reads or writes files and networks of its value's choosing",
      mend: "remove it, or say why it is safe here: \"x-ack\": {\"\(name)\": \"…\"}")
  }

  /// An option whose value holds inserted text.
  private mutating func inspectInsertion(_ option: String, _ slot: ArgvSlot) {
    guard let name = dangerous(option) else { return }
    if facts.literalOnlyOptions.contains(name) {
      return report(
        slot, "the value of \"\(name)\" may not come from the input", mend: "write the value out, or write a handler")
    }
    if acknowledge(name) { return }
    report(
      slot, "\"\(name)\" reads or writes what its value names, and the value comes from the input",
      mend: "remove it, or say why it is safe here: \"x-ack\": {\"\(name)\": \"…\"}")
  }

  /// The dangerous option that a literal is, begins with, or bundles: `-nz` holds `-z`.
  func dangerous(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let name = bytes.firstIndex(of: 0x3D).map { Array(bytes[..<$0]) } ?? bytes
    if let exact = facts.dangerousOptions.first(where: { $0.utf8.elementsEqual(name) }) { return exact }
    guard name.count > 2, name[1] != 0x2D else { return nil }
    return facts.dangerousOptions.first { $0.utf8.count == 2 && name.dropFirst().contains(Array($0.utf8)[1]) }
  }

  private func isHarmless(_ text: String, _ index: Int) -> Bool {
    let values = literals.dropFirst(index + 1).prefix(facts.valueOptions[text] ?? 0)
    let words = [text] + values.map { $0 ?? "{" }
    return facts.harmless.contains(words.joined(separator: " "))
  }

  private mutating func acknowledge(_ name: String) -> Bool {
    guard exec.acknowledgements.contains(where: { $0.option == name }) else { return false }
    usedAcknowledgements.insert(name)
    return true
  }

  // MARK: the whole

  mutating func inspectEnd() {
    guard let place = exec.argv else { return }
    if facts.needsSubcommand, facts.subcommand == nil {
      reader.report(
        place, "\"\(exec.program)\" has no subcommand that stands before inserted text and flags",
        mend: "write the subcommand as a literal, in front of them")
    }
    if let option, let last = exec.elements.last {
      report(
        ArgvSlot(index: exec.elements.count - 1, element: last), "the option \"\(option.name)\" has no value behind it",
        mend: "write its value, or remove it")
    }
    if !exec.sandbox.runsProjectCode { inspectSubcommand(place) }
    for unused in exec.acknowledgements where !usedAcknowledgements.contains(unused.option) {
      reader.report(
        exec.acknowledgementNode ?? place, "\"x-ack\" names \"\(unused.option)\", which needs none here",
        mend: "remove it: the list says what is dangerous")
    }
    if totalBytes > Self.totalLimit {
      reader.report(
        place, "all arguments together may have \(totalBytes) bytes; \(Self.totalLimit) are the limit",
        mend: "lower \"maxItems\" and \"maxLength\" of what is inserted")
    }
    inspectUnused()
    inspectProcesses()
  }

  /// What the subcommand does by itself, whatever its arguments are.
  private mutating func inspectSubcommand(_ place: DocumentNode) {
    guard let word = facts.subcommand else { return }
    if let reason = facts.projectCode {
      guard !acknowledge(word) else { return }
      reader.report(
        place, "\"\(exec.program) \(word)\" may run code of the project: \(reason)",
        mend: """
          write "runs": "project-code" if that is what the tool is for,
          or say why nothing of the project is run: "x-ack": {"\(word)": "…"}
          """)
    } else if let risk = facts.riskySubcommand, !acknowledge(word) {
      reader.report(
        place, "\"\(exec.program) \(word)\" needs an acknowledgement: \(risk)",
        mend: "say why it is safe here: \"x-ack\": {\"\(word)\": \"…\"}, or write another tool")
    }
  }

  /// Whether the program needs other processes: by what is known of it, or for an option that was acknowledged.
  var startsProcesses: Bool {
    facts.startsProcesses || usedAcknowledgements.contains { facts.dangerousOptions.contains($0) }
  }

  /// One process is all that a program gets which is known to need no other.
  mutating func inspectProcesses() {
    guard !startsProcesses, let wanted = exec.sandbox.processes, wanted > 1,
      let place = exec.sandbox.node?["processes"]
    else { return }
    let name = ([exec.program] + [facts.subcommand].compactMap { $0 }).joined(separator: " ")
    reader.report(place, "\"\(name)\" starts no other process", mend: "remove \"processes\": it gets one")
  }

  private mutating func inspectUnused() {
    let properties = reader.document.root["inputSchema"]?["properties"]?.members ?? []
    for property in properties where !usedMembers.contains(property.name) {
      reader.report(
        property, "no argument uses \"\(property.name)\"", mend: "insert it into \"argv\", or remove it from the input")
    }
  }

  // MARK: reports

  mutating func report(_ slot: ArgvSlot, _ message: String, mend: String) {
    reader.report(
      slot.element.node, "argv entry \(slot.index) \"\(slot.element.text)\": \(message)", mend: mend)
  }

  /// A report with the string that shows it.
  mutating func report(_ slot: ArgvSlot, _ message: String, _ name: String, _ witness: [UInt8], mend: String) {
    let shown = String(decoding: witness, as: UTF8.self)
    let schema = JSONPointer.appending(JSONString(name), to: "/inputSchema/properties")
    reader.report(
      slot.element.node, "argv entry \(slot.index) \"\(slot.element.text)\" \(message)",
      details: ["\"\(name)\" admits \"\(shown)\" (pointer \(slot.element.node.pointer), schema \(schema))"], mend: mend)
  }
}
