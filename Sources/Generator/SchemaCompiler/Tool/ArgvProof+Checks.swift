import JSONCore
import SchemaRuntime

extension ArgvProof {
  // MARK: entries

  /// An entry that is no option's value: an option joined to its value, or an operand.
  ///
  /// The first byte of an entry decides what a program takes it for, so everything turns on what is at its beginning.
  mutating func inspectLocation(_ parts: [ArgvPart], isAlways: Bool, _ slot: ArgvSlot) throws(PatternError) {
    guard case .text(let text)? = parts.first else { return try inspectOperand(parts, slot) }
    guard text.first == 0x2D, marker == nil else {
      notes.reasons.append(marker.map { .behindMarker($0) } ?? .begins(with: String(decoding: text, as: UTF8.self)))
      return try inspectPattern(parts, slot)
    }
    guard let equals = text.firstIndex(of: 0x3D) else {
      return report(
        slot, "inserted text becomes part of an option's name",
        hint: "join it to an option with \"=\": \"--option={…}\"", rule: .freeArguments)
    }
    notes.reasons.append(.joined(to: String(decoding: text[..<equals], as: UTF8.self)))
    let value = [ArgvPart.text(Array(text[(equals + 1)...]))].filter { !$0.isNothing } + parts.dropFirst()
    try inspectJoined(String(decoding: text[...equals], as: UTF8.self), value, isAlways: isAlways, slot)
  }

  /// The value of an option that takes the next entry.
  ///
  /// An option takes whatever is next. When the value is left out it takes the entry behind it, and the proof of all
  /// that follows is about other positions.
  mutating func inspectValue(of option: String, isPlain: Bool, _ parts: [ArgvPart], _ slot: ArgvSlot)
    throws(PatternError)
  {
    inspectInsertion(option, slot)
    try inspectFormat(option, parts, slot)
    for case .member(let name, _) in parts where members[JSONString(name)]?.isAlwaysPresent != true {
      report(
        slot, "without \"\(name)\" the option \"\(option)\" would take the argument behind it as its value",
        hint: "join them into one argument, require \"\(name)\", or give it a default", rule: .position)
    }
    notes.reasons.append(isPlain ? .beginsWithNone(of: [0x2D]) : .taken(by: option))
    guard case .member(let name, let strings)? = parts.first else { return }
    if parts.count == 1 { inspectEmpty(name, strings, slot) }
    if isPlain, let witness = try strings.witness(beginningWith: [0x2D], samples: facts.samples) {
      report(
        slot, "may begin with \"-\", and \"\(option)\" takes no such argument as its value", name, witness,
        hint: "join them into one argument: \"\(option)={\(name)}\"", rule: signRule(name))
    }
  }

  /// A number is an option for its sign only.
  private func signRule(_ name: String) -> ArgvRule {
    if case .integer = members[JSONString(name)]?.shape { .number } else { .optionInjection }
  }

  /// Three ways out for the author, from the best to the last: a marker, an option that takes the value, a pattern.
  private mutating func inspectOperand(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard case .member(let name, let strings)? = parts.first else { return }
    inspectEmpty(name, strings, slot)
    if marker == nil, let witness = try strings.witness(beginningWith: [0x2D], samples: facts.samples) {
      let hint = """
        put it after an end-of-options marker this program honours, join it to an option ("--option={\(name)}"),
        or give it a pattern that cannot begin with "-"
        """
      return report(slot, "may be read as an option", name, witness, hint: hint, rule: signRule(name))
    }
    let sigils = hasSigils ? facts.sigils.map { String(decoding: [$0], as: UTF8.self) } : []
    if let marker { notes.reasons.append(.behindMarker(marker)) }
    let refused = (marker == nil ? [0x2D] : []) + (hasSigils ? facts.sigils : [])
    if !refused.isEmpty { notes.reasons.append(.beginsWithNone(of: refused)) }
    if !sigils.isEmpty, let witness = try strings.witness(beginningWith: ByteSet(facts.sigils), samples: sigils) {
      let list = ToolReader.list(sigils)
      return report(
        slot, "may be read as more than a plain operand", name, witness,
        hint: "give it a pattern that cannot begin with one of \(list), which \(exec.program) treats specially",
        rule: sigilRule)
    }
    if parts.count == 1 { inspectSpecial(name, strings, slot) }
    try inspectPattern(parts, slot)
  }

  /// git reads a pattern of paths behind `:`, nix what to fetch; elsewhere a sigil makes a value a file.
  private var sigilRule: ArgvRule {
    switch exec.program {
    case "git": .programPattern
    case "nix": .nix
    default: .sigil
    }
  }

  /// Whether the sigils have their meaning here: an option takes it from paths, not from revisions.
  ///
  /// A first character with a meaning of its own is as good as an option: `:(top)` leaves the folder, `@file` reads
  /// one.
  private var hasSigils: Bool {
    if facts.sigilsEndAtMarker, marker != nil { return false }
    guard let option = facts.sigilGuard,
      given.contains(where: { $0.name == option && $0.isAlways && (facts.globals == nil || $0.isGlobal) })
    else { return true }
    if case .operands = facts.paths { return false }
    return marker != "--"
  }

  /// `-` and `--` keep a meaning of their own behind a marker.
  ///
  /// `-` is standard input for many programs, also behind a marker, and standard input is empty: the result would be,
  /// too.
  private mutating func inspectSpecial(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) {
    guard marker != nil else { return }
    for special in facts.specialOperands where special != marker && strings.accepts(Array(special.utf8)) {
      report(
        slot, "may be \"\(special)\", which \(exec.program) treats specially even here", name, Array(special.utf8),
        hint: "give it a pattern that excludes \"\(special)\"", rule: special == "--" ? .optionInjection : .sigil)
    }
  }

  /// Programs whose operands are a language of their own get the part of it that is known to be safe.
  ///
  /// Over the whole entry, since text around a value changes what the program reads: the pattern is for what the
  /// program sees.
  private mutating func inspectPattern(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    guard let pattern = facts.operandPattern else { return }
    notes.reasons.append(.inSafePart)
    guard let first = parts.first else { return }
    var language = try first.language()
    for part in parts.dropFirst() { language = try language.concat(part.language()) }
    guard let witness = try language.subtract(PatternCompiler.compile(pattern)).shortestWitness() else { return }
    let names = parts.compactMap { if case .member(let name, _) = $0 { "\"\(name)\"" } else { nil } }
    reader.report(
      slot.element.node,
      "argv entry \(slot.index) \"\(slot.element.text)\" may be an operand not known to be safe for \(exec.program)",
      details: [
        "\(names.joined(separator: " and ")) admit \"\(String(decoding: witness, as: UTF8.self))\" (pointer \(slot.element.node.pointer))"
      ],
      hint: (facts.operandsAre.map { "such operands are \($0): " } ?? "")
        + "narrow the patterns so that the whole argument matches\n\(pattern)",
      rule: exec.program == "nix" ? .nix : .innerLanguage, witness: String(decoding: witness, as: UTF8.self))
  }

  /// An empty argument is an operand like any other: some programs take it for the current folder, others for an error.
  mutating func inspectEmpty(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) {
    guard strings.accepts([]) else { return }
    report(
      slot, "may be empty", name, [],
      hint: "add \"minLength\": 1, or a pattern that needs a character; leave the member out to leave the argument out",
      rule: .emptyString)
  }

  /// C0, DEL and C1 end lines, move cursors, and mean nothing in an argument.
  ///
  /// Arguments are shown in audit logs and by `ps`; a line feed in one is a forged line there.
  mutating func inspectControls(_ name: String, _ strings: StringSet, _ slot: ArgvSlot) throws(PatternError) {
    guard let witness = try strings.witnessWithControl() else { return }
    let rule: ArgvRule = try strings.witnessWithControl(butNUL: true) == nil ? .nul : .controlBytes
    report(
      slot, "may hold control characters", name, witness,
      hint: "give it a pattern without them, such as \"^[^\\\\u0000-\\\\u001F\\\\u007F-\\\\u009F]*$\"",
      rule: rule)
  }

  // MARK: sizes

  /// Bytes of the longest such entry; nil after a report.
  ///
  /// The kernel refuses longer ones when the program starts. Then the author is not there any more, and the caller
  /// cannot correct it.
  mutating func inspectSize(_ parts: [ArgvPart], _ slot: ArgvSlot) -> Int? {
    var total = 0
    for part in parts {
      guard let bytes = part.maxByteCount else {
        guard case .member(let name, _) = part else { return nil }
        report(
          slot, "the string \"\(name)\" has no maximum length", hint: "add \"maxLength\" to \"\(name)\"", rule: .size)
        return nil
      }
      total += min(bytes, Self.totalLimit * 2)
    }
    notes.bytes = total
    if total <= Self.entryLimit { return total }
    report(
      slot, "the argument may have \(total) bytes; the kernel accepts \(Self.entryLimit)",
      hint: "lower \"maxLength\": a code point has up to 4 bytes", rule: .size)
    return nil
  }

  /// Saturating: the product of two large bounds overflows before it is compared.
  mutating func count(_ bytes: Int, times: Int = 1) {
    let (product, isTooMuch) = (bytes + 1).multipliedReportingOverflow(by: times)
    let added = isTooMuch ? Self.totalLimit * 2 : min(product, Self.totalLimit * 2)
    totalBytes = min(totalBytes + added, Self.totalLimit * 2)
  }

  // MARK: reports

  mutating func report(
    _ slot: ArgvSlot, _ message: String, hint: String, rule: ArgvRule? = nil, witness: String? = nil
  ) {
    reader.report(
      slot.element.node, "argv entry \(slot.index) \"\(slot.element.text)\": \(message)", hint: hint, rule: rule,
      witness: witness)
  }

  /// A report with the string that shows it.
  ///
  /// The string is made from the schema and never from a request, so showing it gives nothing away.
  mutating func report(
    _ slot: ArgvSlot, _ message: String, _ name: String, _ witness: [UInt8], hint: String, rule: ArgvRule? = nil
  ) {
    let shown = String(decoding: witness, as: UTF8.self)
    let schema = JSONPointer.appending(JSONString(name), to: "/inputSchema/properties")
    let isListed = members[JSONString(name)]?.listed.contains(witness) == true
    var details = ["\"\(name)\" admits \"\(shown)\" (pointer \(slot.element.node.pointer), schema \(schema))"]
    if isListed, let rule { details.append("the schema lists this value, and \(rule) refuses it") }
    reader.report(
      slot.element.node, "argv entry \(slot.index) \"\(slot.element.text)\" \(message)", details: details, hint: hint,
      rule: isListed ? .declaredValue : rule, witness: shown)
  }
}
