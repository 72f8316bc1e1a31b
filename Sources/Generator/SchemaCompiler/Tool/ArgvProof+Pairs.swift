import SchemaRuntime

/// Elements that are more than one word: a pair of flags, and an option in front of each value.
extension ArgvProof {
  /// One of two flags is always there. Each has to be one by itself; that there is always one helps no proof, as a
  /// rule that asks for the one is not satisfied by the other.
  mutating func choice(_ text: String, _ otherwise: String, _ name: String, _ slot: ArgvSlot) throws(PatternError) {
    entries.append(.choice(text, otherwise: otherwise, member: name))
    let before = reader.log.diagnostics.count
    try flag(text, name, slot)
    // What is wrong with the member or the position is said once.
    guard reader.log.diagnostics.count == before else { return }
    try flag(otherwise, name, slot)
  }

  /// The literals as if they were written once, and the array's elements as the value of the last of them.
  ///
  /// Every repetition has the same form, so that what holds for one holds for all. With none of them the entries behind
  /// stay what they are, since an option and its value go together.
  mutating func repeated(
    _ literals: [String], _ name: String, _ prefix: String, _ suffix: String, _ slot: ArgvSlot
  ) throws(PatternError) {
    entries.append(.repeated(literals, member: name, prefix: prefix, suffix: suffix))
    guard inspectRepetition(slot), let member = member(name, slot) else { return }
    guard case .list(let element, let minItems, let maxItems) = member.shape else {
      return report(
        slot, "\"\(name)\" is \(Self.kind(member.shape)), and \"...\" spreads arrays",
        hint: "write two elements, the option and {\(name)}, or declare \"\(name)\" as an array", rule: .array)
    }
    guard maxItems < .max else {
      return report(
        slot, "the array \"\(name)\" has no maximum length", hint: "add \"maxItems\" to \"\(name)\"", rule: .array)
    }
    let isAlways = minItems > 0 && member.isAlwaysPresent
    for literal in literals {
      count(literal.utf8.count, times: maxItems)
      try take(literal, isAlways: isAlways, slot)
    }
    guard let value = try part(name, shape: element, slot) else { return _ = takeValueSlot() }
    let parts = [ArgvPart.text(Array(prefix.utf8)), value, .text(Array(suffix.utf8))].filter { !$0.isNothing }
    notes.form = option != nil ? .value : joinedOption(parts) != nil ? .glued : .operand
    notes.parts = parts
    notes.isOptional = !isAlways
    notes.count = maxItems
    guard let bytes = inspectSize(parts, slot) else { return _ = takeValueSlot() }
    count(bytes, times: maxItems)
    let owner = option?.name ?? joinedOption(parts) ?? (optionTable == nil ? literals.last : nil)
    try notePath(parts, option: owner, isSpread: true, isAlways: isAlways, slot)
    guard let option else { return try inspectLocation(parts, isAlways: isAlways, slot) }
    if option.values > 1 {
      report(
        slot, "the option \"\(option.name)\" takes \(option.values) more arguments, and this is one",
        hint: "write the others in front of \"{\(name)...}\"", rule: .position)
    }
    self.option = nil
    given[given.count - 1].words.append("{}")
    try inspectRepeated(option, parts, slot)
  }

  /// Whether an option may be here.
  private mutating func inspectRepetition(_ slot: ArgvSlot) -> Bool {
    if let option {
      self.option = nil
      report(
        slot, "the option \"\(option.name)\" in front of it takes the next argument as its value",
        hint: "write the value behind \"\(option.name)\", or move the repeated option", rule: .position)
      return false
    }
    if let marker {
      report(
        slot, "an option behind \"\(marker)\" is not read as one", hint: "move it in front of \"\(marker)\"",
        rule: .position)
      return false
    }
    return true
  }

  /// A literal of the repetition: an option, or a value of the one in front of it.
  private mutating func take(_ text: String, isAlways: Bool, _ slot: ArgvSlot) throws(PatternError) {
    if let option {
      given[given.count - 1].words.append(text)
      try inspectLiteralValue(text, of: option.name, isPlain: option.isPlain, slot)
      return _ = takeValueSlot()
    }
    guard text.utf8.first == 0x2D, text != "--" else {
      return report(
        slot, "\"\(text)\" is neither an option nor known to be the value of one",
        hint: "join it to its option with \"=\", or write it as an element of its own",
        rule: .position)
    }
    let entry = OptionEntry(text, in: optionTable)
    take(entry, text, isAlways: isAlways)
    try inspectOption(entry, text, slot)
    switch entry.following {
    case .following(let count): option = (entry.names.last ?? text, count, false)
    case .plainFollowing: option = (entry.names.last ?? text, 1, true)
    case .none, .optional: break
    }
  }

  /// The value of an option that takes the next entry; it is there whenever the option is.
  private mutating func inspectRepeated(
    _ option: (name: String, values: Int, isPlain: Bool), _ parts: [ArgvPart], _ slot: ArgvSlot
  ) throws(PatternError) {
    inspectInsertion(option.name, slot)
    try inspectFormat(option.name, parts, slot)
    notes.reasons.append(option.isPlain ? .beginsWithNone(of: [0x2D]) : .taken(by: option.name))
    guard case .member(let name, let strings)? = parts.first else { return }
    if parts.count == 1 { inspectEmpty(name, strings, slot) }
    guard option.isPlain, let witness = try strings.witness(beginningWith: [0x2D], samples: facts.samples) else {
      return
    }
    report(
      slot, "may begin with \"-\", and \"\(option.name)\" takes no such argument as its value", name, witness,
      hint: "join them into one argument: \"\(option.name)={\(name)...}\"", rule: .optionInjection)
  }
}
