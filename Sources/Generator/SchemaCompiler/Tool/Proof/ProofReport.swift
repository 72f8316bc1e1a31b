/// What was proved of a tool that runs a program, slot by slot: what `securellm tools prove` prints.
///
/// Collected by the proof itself while it runs, and not found out again afterwards: a second reading of the same
/// command line could be of another opinion.
package struct ProofReport: Sendable, Equatable {
  /// What a slot is to the program. One of them for every entry, variable and stream.
  package enum Kind: String, Sendable, CaseIterable {
    /// The author's own text.
    case literal
    /// A literal that a boolean switches on.
    case flag
    /// Joined to an option by "=".
    case glued
    /// An entry of its own behind an option that takes it.
    case value
    case operand
    /// Looked up beneath the project before the program runs.
    case path
    /// In a language of its own, of which only the harmless part is admitted.
    case language
    case secret
    case stdin
  }

  /// Why nothing that the schema admits can be more than the argument it is meant to be.
  package enum Reason: Sendable, Hashable {
    case constant
    /// It is there or not, and is the author's text.
    case switched(by: String)
    /// Joined to this option.
    case joined(to: String)
    /// Behind a marker that this program honours.
    case behindMarker(String)
    /// The option takes the next entry whatever it begins with.
    case taken(by: String)
    /// No string begins with one of these bytes.
    case beginsWithNone(of: [UInt8])
    /// Text of the author comes first.
    case begins(with: String)
    /// Every string is in the part of the program's language that is known to be harmless.
    case inSafePart
    /// No string is absolute or has a step upwards, and the runner follows links.
    case beneathProject
    /// It is in no argument: nobody can read it in a list of processes.
    case outsideArguments
  }

  package struct Slot: Sendable, Equatable {
    /// `argv 3`, `environment NO_COLOR`, `stdin`.
    package var place: String
    /// As the author wrote it.
    package var text: String
    package var kind: Kind
    /// The members of the input in it.
    package var members: [String] = []
    /// Whether it may be missing.
    package var isOptional = false
    package var reasons: [Reason]
    /// States of the minimal automaton of its strings; nil where nothing is inserted.
    package var states: Int?
    /// Whether a string of it may hold characters that nobody sees, or that turn the order of others.
    package var admitsInvisible = false
    /// Of the longest such entry, in bytes, and how many there may be.
    package var maxBytes: Int
    package var maxCount = 1

    package init(place: String, text: String, kind: Kind, reasons: [Reason], maxBytes: Int) {
      self.place = place
      self.text = text
      self.kind = kind
      self.reasons = reasons
      self.maxBytes = maxBytes
    }
  }

  /// What the proof knew of the program.
  package struct Facts: Sendable, Equatable {
    package var program: String
    package var subcommand: String?
    /// Where the facts were found out; empty when nothing is known of the program.
    package var versions: [String]
    /// Whether all options are known: only then a marker counts.
    package var areComplete: Bool
  }

  package var tool: String
  package var file: String
  package var facts: Facts
  package var slots: [Slot]
  /// Of all arguments at their longest, each with its NUL.
  package var totalBytes: Int
  package var acknowledgements: [ToolAcknowledgement]
  package var sandbox: ProgramPlan.Sandbox

  /// The kernel takes more; 1 MiB is what every machine does.
  package static let totalLimit = ArgvProof.totalLimit
  package static let entryLimit = ArgvProof.entryLimit
}
