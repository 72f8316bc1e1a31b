/// What the compiler knows about the command line of one program and subcommand. What is not known is not trusted.
///
/// The facts were tried on git 2.39, ripgrep 13 and nix 2.8.
struct ProgramFacts: Sendable {
  /// Markers after which no entry is read as an option.
  var markers: [String] = []
  /// The option without which no marker counts.
  var markerGuard: String?
  /// First bytes that give an operand a meaning of its own anywhere; `-` is always one before a marker.
  var sigils: [UInt8] = []
  /// The option that takes the sigils their meaning.
  var sigilGuard: String?
  /// Operands with a meaning of their own even behind a marker.
  var specialOperands: [String] = []
  /// The options in front of the subcommand, where they are others than those behind it.
  var globals: OptionTable?
  /// All options, or those behind the subcommand; nil when nobody knows them: then no marker may be trusted either.
  var options: OptionTable?
  /// Whether `--option=value` is one entry.
  var joinsValues = true
  /// Options that run commands, load code, or read or write files and networks of their value's choosing.
  var dangerousOptions: [String] = []
  /// The same in front of the subcommand, where the options are others there.
  var dangerousGlobals: [String] = []
  /// Of the dangerous ones those whose value may never hold inserted text, acknowledged or not.
  var literalOnlyOptions: [String] = []
  /// A dangerous option and its value, written as `-c core.fsmonitor=false`, that take power away.
  var harmless: [String] = []
  /// Options that have to be there, because the repository decides what happens without them.
  var guards: [OptionGuard] = []
  /// Options whose values are a language that can run something.
  var formats: [FormatRule] = []
  /// Options that make the subcommand change the repository.
  var changingOptions: Set<String> = []
  /// Options without one of which an operand makes the subcommand create something; nil when operands create nothing.
  var listingOptions: Set<String>?
  /// The literal that must be behind all operands, and why.
  var closing: (word: String, reason: String)?
  /// What every operand with inserted text has to match as a whole.
  var operandPattern: String?
  /// The first word that is no option, when no inserted text or flag is before it.
  var subcommand: String?
  /// Why the subcommand needs an acknowledgement for what it does by itself; nil when it needs none.
  var riskySubcommand: String?
  /// The option with which it needs none.
  var riskGuard: String?
  /// Why the subcommand may run code that the project brings; nil when it does not.
  var projectCode: String?
  /// Whether the program needs processes besides its own.
  var startsProcesses = true
  /// Which inserted text the program reads as paths, where the schema does not say.
  var paths = PathSlots.all
  /// What an attacker would send first; the first one that a member admits is shown as the witness.
  var samples: [String] = []
  /// Whether the first word that is no option decides what the program does.
  var needsSubcommand = false

  /// Which arguments a program reads as names of files.
  enum PathSlots: Sendable {
    /// Nobody knows: any of them, operands and values of options.
    case all
    /// Operands behind this marker.
    case behind(String)
    /// Operands, without the first one where that is a pattern.
    case operands(skipsFirst: Bool)
    /// Operands that are flakes.
    case flakes
    /// None: objects and refs only.
    case none
  }

  /// An option that must be given, as a literal in front of the marker.
  struct OptionGuard: Sendable {
    /// One of these, with its values: `--option allow-import-from-derivation false`.
    var needed: [String]
    /// What happens without it.
    var otherwise: String
    /// The name by which `x-ack` does without.
    var acknowledgement: String
    /// It is needed when one of these is given; always when nil.
    var triggers: Set<String>?
    /// It is not needed with one of these, unless a trigger is given.
    var exceptions: Set<String> = []
  }

  /// A format string of which only a part is harmless.
  struct FormatRule: Sendable {
    var options: Set<String>
    /// What values must match; what they may not contain.
    var allowed: String?
    var refused: String?
    /// What makes the program start itself once more.
    var helper: String?
    var reason: String
  }

  /// A program that is not in the table: no marker counts, and the common sigils are refused.
  static let unknown = ProgramFacts(sigils: Array("+@".utf8), samples: ["--help", "--version"])

  /// The facts for a program and the literal entries that follow it.
  /// `words`: the template elements as the author wrote them.
  static func lookup(_ program: String, literals: [String?], words: [String]) -> ProgramFacts {
    switch program {
    case "git": git(literals)
    case "rg": ripgrep(words)
    case "nix": nix(literals)
    default: other(program)
    }
  }

  /// The subcommand: the first literal that is neither an option nor an option's value; its index among `literals`.
  static func subcommand(_ literals: [String?], in table: OptionTable) -> Int? {
    var index = 0
    while index < literals.count {
      guard let word = literals[index] else { return nil }
      if word.utf8.first != 0x2D { return index }
      if case .following(let count) = OptionEntry(word, in: table).following { index += count }
      index += 1
    }
    return nil
  }
}
