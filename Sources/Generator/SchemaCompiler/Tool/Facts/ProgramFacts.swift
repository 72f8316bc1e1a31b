/// What the compiler knows about the command line of one program and subcommand. What is not known is not trusted.
///
/// Read from `Schemas/programs` for one command line: `FactsReader`.
struct ProgramFacts: Sendable {
  /// How much is known.
  var knowledge = Knowledge.none
  /// The versions and systems on which it was seen.
  var seen: [String] = []
  /// Markers after which no entry is read as an option.
  var markers: [String] = []
  /// The option without which no marker counts.
  var markerGuard: String?
  /// How many operands there must be in front of a marker.
  var markerOperands = 0
  /// First bytes that give an operand a meaning of its own anywhere; `-` is always one before a marker.
  var sigils: [UInt8] = []
  /// The option that takes the sigils their meaning.
  var sigilGuard: String?
  /// Whether they have none behind a marker.
  var sigilsEndAtMarker = false
  /// Operands with a meaning of their own even behind a marker.
  var specialOperands: [String] = []
  /// The options in front of the subcommand, where they are others than those behind it.
  var globals: OptionTable?
  /// All options, or those behind the subcommand; nil when nobody knows them: then no marker may be trusted either.
  var options: OptionTable?
  /// Whether `--option=value` is one entry.
  var joinsValues = true
  /// Whether the beginning of an option's name is taken for the name; nil when nobody tried.
  var abbreviates: Bool?
  /// Options that run commands, load code, or read or write files and networks of their value's choosing.
  var dangerousOptions: [String] = []
  /// The same in front of the subcommand, where the options are others there.
  var dangerousGlobals: [String] = []
  /// Of the dangerous ones those that no reason makes right.
  var neverOptions: Set<String> = []
  /// Options whose form is known and whose effect is not.
  var untestedOptions: Set<String> = []
  /// Those whose value may never hold inserted text, acknowledged or not.
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
  /// What such operands are, for errors.
  var operandsAre: String?
  /// What the first argument has to be.
  var firstArgument: FirstArgument?
  /// Operands that are a language of their own.
  var code: CodeOperands?
  /// The first word that is no option, when no inserted text or flag is before it.
  var subcommand: String?
  /// Why no tool may use the subcommand.
  var refusedSubcommand: String?
  /// Why the subcommand needs an acknowledgement for what it does by itself; nil when it needs none.
  var riskySubcommand: String?
  /// The option with which it needs none.
  var riskGuard: String?
  /// Why the subcommand may run code that the project brings; nil when it does not.
  var projectCode: String?
  /// Whether the program needs processes besides its own.
  var startsProcesses = true
  /// Whether it does nothing useful without the network.
  var needsNetwork = false
  /// Which inserted text the program reads as paths, where the schema does not say.
  var paths = PathSlots.all
  /// Options whose values are paths as well.
  var pathOptions: Set<String> = []
  /// What an attacker would send first; the first one that a member admits is shown as the witness.
  var samples: [String] = []
  /// Whether the first word that is no option decides what the program does.
  var needsSubcommand = false

  enum Knowledge: Sendable {
    /// The program is used at a price: nothing that is inserted may look like more than text.
    case none
    /// Some options that do harm.
    case some
    /// All options.
    case all
  }

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
    /// The name by which `x-ack` does without; nil when no reason does.
    var acknowledgement: String?
    /// It is needed when one of these is given; always when nil.
    var triggers: Set<String>?
    /// It is not needed with one of these, unless a trigger is given.
    var exceptions: Set<String> = []

    /// Whether the option is the one: with its values, or by its name, also among other letters.
    func isMet(by option: GivenOption) -> Bool {
      option.isAlways
        && (needed.contains(option.text) || needed.contains(option.name) && !option.text.utf8.contains(0x3D))
    }
  }

  /// What a program looks at in its first argument and nowhere else.
  struct FirstArgument: Sendable {
    /// One of these; empty for any option.
    var words: [String]
    var otherwise: String
  }

  /// Operands that are read as a program: what is inserted would be run.
  struct CodeOperands: Sendable {
    var range: ClosedRange<Int>
    /// Options with which there are none.
    var exceptions: Set<String>
    /// What they are.
    var what: String
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

  /// A program of which nothing is known: no marker counts, and the common sigils are refused.
  static let unknown = ProgramFacts(sigils: Array("+@".utf8), samples: ["--help", "--version"])

  /// The facts for a program and the literal entries that follow it.
  /// `words`: the template elements as the author wrote them.
  static func lookup(
    _ program: String, literals: [String?], words: [String], in programs: ProgramLibrary = .own
  ) -> ProgramFacts {
    guard let file = programs[program] else { return unknown }
    var reader = FactsReader(file)
    return reader.read(literals, words)
  }
}
