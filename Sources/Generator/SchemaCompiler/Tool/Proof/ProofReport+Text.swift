extension ProofReport {
  /// Why a slot is safe, in the words of the table that people read.
  package func text(_ reason: Reason) -> String {
    switch reason {
    case .constant: "constant"
    case .switched(let member): "constant, there if \"\(member)\" is true"
    case .joined(let option): "joined to \(option)"
    case .behindMarker(let marker): "behind \"\(marker)\", which \(known) honours"
    case .taken(let option): "\(option) takes it whatever it begins with (\(known))"
    case .beginsWithNone(let bytes):
      "begins with none of " + bytes.map { "\"\(String(decoding: [$0], as: UTF8.self))\"" }.joined(separator: " ")
    case .begins(let text): "begins with \"\(text)\""
    case .inSafePart: "matches what is known to be safe for \(facts.program)"
    case .beneathProject: "stays beneath the project, links included"
    case .outsideArguments: "in no argument"
    }
  }

  /// The program, and the versions on which it was seen, without their systems.
  private var known: String {
    let versions = facts.versions.map { version in String(decoding: version.utf8.prefix { $0 != 0x20 }, as: UTF8.self) }
    return ([facts.program] + versions).joined(separator: " ")
  }

  /// What was known of the program, as a sentence.
  package var knowledge: String {
    guard !facts.versions.isEmpty else {
      return "facts unknown: no marker counts, and nothing may begin like an option"
    }
    let all = facts.areComplete ? "all options known" : "only harmful options known: no marker counts"
    return "facts of \(facts.versions.joined(separator: ", ")), \(all)"
  }
}

extension ProofReport.Slot {
  /// The first bytes that were proved to be excluded.
  package var refusedFirst: [UInt8] {
    reasons.flatMap { if case .beginsWithNone(let bytes) = $0 { bytes } else { [UInt8]() } }
  }
}
