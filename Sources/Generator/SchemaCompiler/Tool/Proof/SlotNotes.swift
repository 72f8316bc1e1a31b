import SchemaRuntime

/// What is found out about the entry that the proof is looking at.
struct SlotNotes {
  var reasons: [ProofReport.Reason] = []
  /// Where the inserted text is: joined to an option, behind one, or by itself.
  var form = ProofReport.Kind.literal
  /// Whether the value is in a language of its own.
  var isLanguage = false
  var isOptional = false
  var parts: [ArgvPart] = []
  var bytes = 0
  var count = 1
}

extension ArgvProof {
  /// Adds the entry that is done to the report.
  ///
  /// - Parameter index: Its index among the entries of the plan.
  mutating func closeSlot(_ slot: ArgvSlot, entry index: Int) throws(PatternError) {
    let notes = self.notes
    self.notes = SlotNotes()
    var report = ProofReport.Slot(
      place: "argv \(slot.index)", text: slot.element.text, kind: kind(notes, entry: index),
      reasons: notes.reasons, maxBytes: notes.bytes)
    switch slot.element.content {
    case .literal(let text):
      report.reasons = [.constant]
      report.maxBytes = text.utf8.count
    case .flag(let text, let member):
      report.kind = .flag
      report.members = [member]
      report.isOptional = true
      report.reasons = [.switched(by: member)]
      report.maxBytes = text.utf8.count
    case .choice(let text, let otherwise, let member):
      report.kind = .flag
      report.members = [member]
      report.reasons = [.switched(by: member)]
      report.maxBytes = max(text.utf8.count, otherwise.utf8.count)
    case .composed, .spread, .repeated:
      report.members = notes.parts.compactMap { if case .member(let name, _) = $0 { name } else { nil } }
      report.isOptional = notes.isOptional
      report.maxCount = notes.count
      if paths[index] != nil { report.reasons.append(.beneathProject) }
      if countsStates { try describe(notes.parts, &report) }
    }
    slots.append(report)
  }

  private func kind(_ notes: SlotNotes, entry index: Int) -> ProofReport.Kind {
    if notes.isLanguage { return .language }
    return notes.form != .literal && paths[index] != nil ? .path : notes.form
  }

  /// Only for a report that somebody reads: the automaton of a whole entry is not needed for the proof of most.
  private func describe(_ parts: [ArgvPart], _ report: inout ProofReport.Slot) throws(PatternError) {
    guard var language = try parts.first?.language() else { return }
    for part in parts.dropFirst() { language = try language.concat(part.language()) }
    report.states = language.dfa.stateCount
    for case .member(_, let strings) in parts where try strings.witnessWithInvisible() != nil {
      report.admitsInvisible = true
    }
  }
}

extension ToolFile {
  /// The report of a proof that has succeeded.
  static func report(
    _ proof: ArgvProof, tool: String, file: String, sandbox: ProgramPlan.Sandbox
  ) -> ProofReport {
    let variables = proof.exec.environment.map { variable in
      ProofReport.Slot(
        place: "environment \(variable.name)", text: variable.value, kind: .literal, reasons: [.constant],
        maxBytes: variable.name.utf8.count + 1 + variable.value.utf8.count)
    }
    return ProofReport(
      tool: tool, file: file,
      facts: ProofReport.Facts(
        program: proof.exec.program, subcommand: proof.facts.subcommand,
        versions: proof.facts.seen, areComplete: proof.facts.knowledge == .all),
      slots: proof.slots + variables, totalBytes: proof.totalBytes, acknowledgements: proof.exec.acknowledgements,
      sandbox: sandbox)
  }
}
