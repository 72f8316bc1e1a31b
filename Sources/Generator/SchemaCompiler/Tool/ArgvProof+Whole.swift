import JSONCore
import SchemaRuntime

/// What only the whole command line shows.
extension ArgvProof {
  /// Last, when all entries are known: which options are certain to be there, and how long everything may be.
  mutating func inspectEnd() throws(PatternError) {
    guard let location = exec.argv else { return }
    if facts.needsSubcommand, facts.subcommand == nil {
      reader.report(
        location, "\"\(exec.program)\" has no subcommand before inserted text and flags",
        hint: "write the subcommand as a literal, in front of them", rule: .freeArguments)
    }
    if let option, let last = exec.elements.last {
      report(
        ArgvSlot(index: exec.elements.count - 1, element: last), "the option \"\(option.name)\" has no value behind it",
        hint: "write its value, or remove it", rule: .position)
    }
    inspectFacts(location)
    inspectGuards(location)
    inspectClosing(location)
    inspectOrder()
    if inspectChanges(location), !exec.sandbox.runsProjectCode { inspectSubcommand(location) }
    if totalBytes > Self.totalLimit {
      reader.report(
        location, "all arguments together may have \(totalBytes) bytes or more; the limit is \(Self.totalLimit)",
        hint: "lower \"maxItems\" and \"maxLength\" of what is inserted", rule: .size)
    }
    inspectProcesses()
  }

  /// What only all programs of a tool together show; asked of one of them, which knows what the others used.
  mutating func inspectRest() {
    if let location = exec.argv { inspectAcknowledgements(location) }
    inspectUnused()
  }

  private var command: String {
    ([exec.program] + [facts.subcommand].compactMap { $0 }).joined(separator: " ")
  }

  /// What nix evaluates and builds is the project's as well, and has a rule of its own.
  private var projectRule: ArgvRule { exec.program == "nix" ? .nix : .hostileProject }

  // MARK: options that must be there

  /// Only options that are always there count: one that depends on the input protects some calls and not others.
  private mutating func inspectGuards(_ location: DocumentNode) {
    let here = given.filter { facts.globals == nil || !$0.isGlobal }
    let names = Set(here.map(\.name))
    let always = here.filter(\.isAlways)
    for rule in facts.guards {
      let isTriggered = rule.triggers.map { !$0.isDisjoint(with: names) }
      let isExcepted =
        rule.exceptions.isEmpty ? isTriggered != nil : always.contains { rule.exceptions.contains($0.name) }
      if isTriggered != true, isExcepted { continue }
      let isThere = here.contains { rule.isMet(by: $0) && !isRevoked($0.name) }
      if isThere || rule.acknowledgement.map({ acknowledge($0) }) == true { continue }
      let orAcknowledge = rule.acknowledgement.map { ";\nor say why it is safe here: \"x-ack\": {\"\($0)\": \"…\"}" }
      reader.report(
        location, "\"\(command)\" without \"\(rule.needed[0])\": \(rule.otherwise)",
        hint: "add it as a literal, in front of the marker" + (orAcknowledge ?? ""), rule: projectRule)
    }
  }

  /// A program that finds no marker guesses what its last operands are, by looking for files of that name.
  private mutating func inspectClosing(_ location: DocumentNode) {
    guard let closing = facts.closing, marker != closing.word else { return }
    guard operandEntries.contains(where: { $0.presence != .literal }) else { return }
    reader.report(
      location, "\"\(command)\" without \"\(closing.word)\" behind its operands: \(closing.reason)",
      hint: "write \"\(closing.word)\" behind them, with the paths behind it if there are any",
      rule: .position)
  }

  /// Whether the opposite of an option is given too: which of the two counts is for the program to say.
  private func isRevoked(_ option: String) -> Bool {
    guard option.utf8.starts(with: "--".utf8) else { return false }
    let isNegative = option.utf8.starts(with: "--no-".utf8)
    let opposite = isNegative ? "--" + option.dropFirst(5) : "--no-" + option.dropFirst(2)
    return given.contains { $0.name == opposite }
  }

  // MARK: operands

  /// An operand that is left out moves those behind it to other positions, where they may mean something else.
  private mutating func inspectOrder() {
    if case .behind = facts.paths {
      inspectOrder(operandEntries.filter { !$0.isBehindPaths })
      inspectOrder(operandEntries.filter(\.isBehindPaths))
    } else {
      inspectOrder(operandEntries)
    }
  }

  /// The value of an argument is one thing and its position another: `git show {revision} {path}` without the revision
  /// shows the path's name as if it were one.
  private mutating func inspectOrder(_ operands: [ArgvOperand]) {
    guard let first = operands.firstIndex(where: { $0.presence == .maybe }), first + 1 < operands.count else { return }
    let rest = operands[first...]
    // Among paths the order says nothing.
    let arePaths: Bool
    switch facts.paths {
    case .behind: arePaths = rest.allSatisfy(\.isBehindPaths)
    case .operands(let skipsFirst): arePaths = !skipsFirst || first > 0
    case .all, .flakes, .none: arePaths = false
    }
    guard !arePaths else { return }
    report(
      operands[first + 1].slot,
      "it replaces \"\(operands[first].slot.element.text)\" when that is left out",
      hint: """
        require what is in front of it, give it a default, join it to an option ("--option={…}"),
        or write it behind all others
        """, rule: .position)
  }

  // MARK: what the subcommand does

  /// What the subcommand does by itself, whatever its arguments are.
  ///
  /// After what the options say, since some options make the subcommand harmless.
  private mutating func inspectSubcommand(_ location: DocumentNode) {
    guard let word = facts.subcommand else { return }
    if let reason = facts.projectCode {
      requireProjectCode(word, reason, location)
    } else if let risk = facts.riskySubcommand, !isGuarded, !acknowledge(word) {
      reader.report(
        location, "\"\(command)\" needs an acknowledgement: \(risk)",
        hint: "say why it is safe here: \"x-ack\": {\"\(word)\": \"…\"}, or write another tool", rule: projectRule)
    }
  }

  /// Some options confine a subcommand to what is harmless, but only when they are there in every call.
  private var isGuarded: Bool {
    facts.riskGuard.map { option in
      given.contains { $0.name == option && $0.isAlways && !$0.isGlobal } && !isRevoked(option)
    } ?? false
  }

  /// To run the project's code is a decision of the author that the sandbox and the hints of the tool have to agree
  /// with.
  private mutating func requireProjectCode(_ word: String, _ reason: String, _ location: DocumentNode) {
    guard !acknowledge(word) else { return }
    reader.report(
      location, "\"\(command)\" may run code of the project: \(reason)",
      hint: """
        write "runs": "project-code" if that is what the tool is for,
        or say why nothing of the project is run: "x-ack": {"\(word)": "…"}
        """, rule: projectRule)
  }

  /// Branches and tags are listed, or made and deleted. False when that was the matter.
  ///
  /// The hint is what clients show to people who are asked for consent, so a tool that changes refs must not call
  /// itself read-only.
  private mutating func inspectChanges(_ location: DocumentNode) -> Bool {
    let here = given.filter { !$0.isGlobal }
    let changing = here.first { facts.changingOptions.contains($0.name) }
    let lists = facts.listingOptions.map { options in
      operandEntries.count <= 1 || here.contains { $0.isAlways && options.contains($0.name) }
    }
    guard changing != nil || lists == false, let word = facts.subcommand else { return true }
    let what = changing.map { "with \"\($0.name)\"" } ?? "with an operand and without \"--list\""
    if isReadOnly {
      reader.report(
        location, "\"\(command)\" \(what) changes the repository, and \"readOnlyHint\" is true",
        hint: "set \"readOnlyHint\" to false, or write a tool that lists: \"--list\"",
        rule: .dangerousOption)
    } else if !exec.sandbox.runsProjectCode {
      requireProjectCode(word, "\(what) it changes refs, and may run hooks, an editor and gpg.program", location)
    }
    return false
  }

  // MARK: the rest

  /// The list is read as one of dangers: an entry too many hides the others.
  private mutating func inspectAcknowledgements(_ location: DocumentNode) {
    for unused in exec.acknowledgements where !usedAcknowledgements.contains(unused.option) {
      reader.report(
        exec.acknowledgementNode ?? location, "\"x-ack\" names \"\(unused.option)\", which needs none here",
        hint: "remove it: the list says what is dangerous", rule: .dangerousOption)
    }
  }

  /// Whether the program needs other processes: by what is known of it, or for an option that was acknowledged.
  var startsProcesses: Bool {
    facts.startsProcesses || needsHelper || usedAcknowledgements.contains { $0.utf8.first == 0x2D }
  }

  /// One process is all that a program gets which is known to need no other.
  ///
  /// A number that cannot be reached is a mistake about the program.
  private mutating func inspectProcesses() {
    guard !startsProcesses, let wanted = exec.sandbox.processes, wanted > 1,
      let location = exec.sandbox.node?["processes"]
    else { return }
    reader.report(
      location, "\"\(command)\" starts no other process", hint: "remove \"processes\": it gets one", rule: .resources)
  }

  /// Whether standard input or the folder could not be read: what they would have used is not known then.
  private var hasUnreadInput: Bool {
    let node = reader.document.root["exec"]
    let isFolderUnread = node?["cwd"] != nil && node?["cwd"]?.string != "project" && exec.folder == nil
    return node?["stdin"] != nil && exec.standardInput == nil || isFolderUnread
  }

  /// An argument without effect is worse than none: the model that sets it believes that it has one.
  private mutating func inspectUnused() {
    guard !hasUnreadInput else { return }
    let properties = reader.document.root["inputSchema"]?["properties"]?.members ?? []
    for property in properties where !usedMembers.contains(property.name) {
      reader.report(
        property, "no argument uses \"\(property.name)\"", hint: "insert it into \"argv\", or remove it from the input",
        rule: .freeArguments)
    }
  }
}
