import JSONCore
import SchemaRuntime

/// Entries that are harmless by themselves, and not where they are.
extension ArgvProof {
  /// An entry that may be missing behind an option of which nothing is known: without it the option may take what comes
  /// behind.
  mutating func inspectUnknownOption(_ slot: ArgvSlot) {
    guard marker == nil, option == nil, slot.index + 1 < exec.elements.count, isBehindUnknownOption(slot),
      case .literal(let text) = exec.elements[slot.index - 1].content
    else { return }
    report(
      slot, "\"\(text)\" in front of it may take an argument, and takes the one behind when this is left out",
      hint: "join the two with \"=\", require what is inserted, or write it behind all others", rule: .position)
  }

  /// Values that are joined by a character which the first may hold: the program cuts where it finds the first one, so
  /// the caller of the tool decides what belongs to which.
  mutating func inspectJoints(_ parts: [ArgvPart], _ slot: ArgvSlot) throws(PatternError) {
    for index in parts.indices.dropFirst().dropLast() {
      guard case .member(let name, let strings) = parts[index - 1], case .text(let joint) = parts[index],
        case .member(let next, _) = parts[index + 1], joint.count == 1, Self.separators.contains(joint[0])
      else { continue }
      let holding = try Automaton.any.concat(.literal(joint)).concat(.any)
      guard let witness = try strings.witness(in: holding) else { continue }
      let character = String(decoding: joint, as: UTF8.self)
      report(
        slot, "may hold the \"\(character)\" that separates it from \"\(next)\"", name, witness,
        hint: "give \"\(name)\" a pattern without \"\(character)\", or pass the two in arguments of their own",
        rule: .array)
    }
  }

  /// What programs cut lists and pairs at.
  private static let separators = Array(",;:|=# ".utf8)
}
