/// What the compiler knows about the command line of one program and subcommand. What is not known is not trusted.
///
/// The facts were tried on git 2.39, ripgrep 13 and nix 2.8.
struct ProgramFacts: Sendable {
  /// Markers after which no entry is read as an option.
  var markers: [String] = []
  /// First bytes that give an operand a meaning of its own anywhere; `-` is always one before a marker.
  var sigils: [UInt8] = []
  /// Operands with a meaning of their own even behind a marker.
  var specialOperands: [String] = []
  /// Options that take the following entries as values whatever these begin with, and how many.
  var valueOptions: [String: Int] = [:]
  /// Options that run commands, load code, or read or write files and networks of their value's choosing.
  var dangerousOptions: [String] = []
  /// Of the dangerous ones those whose value may never hold inserted text, acknowledged or not.
  var literalOnlyOptions: [String] = []
  /// A dangerous option and its value, written as `-c core.fsmonitor=false`, that take power away.
  var harmless: [String] = []
  /// What every operand with inserted text has to match as a whole.
  var operandPattern: String?
  /// The first word that is no option, when no inserted text or flag stands before it.
  var subcommand: String?
  /// Why the subcommand needs an acknowledgement for what it does by itself; nil when it needs none.
  var riskySubcommand: String?
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
    default: unknown
    }
  }

  /// Programs that run what their arguments say: a shell, an interpreter, or a wrapper around another program.
  static let launchers: Set<String> = [
    "sh", "bash", "dash", "zsh", "fish", "ksh", "mksh", "csh", "tcsh", "ash", "busybox", "toybox", "env", "xargs",
    "parallel", "sudo", "doas", "su", "runuser", "pkexec", "nohup", "timeout", "nice", "ionice", "setsid", "stdbuf",
    "chroot", "unshare", "nsenter", "strace", "ltrace", "gdb", "script", "watch", "time", "eval", "exec", "python",
    "python2", "python3", "perl", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "tclsh", "awk", "gawk", "mawk",
    "sed", "ed", "nix-shell", "nix-instantiate", "nix-build", "nix-env", "vi", "vim", "emacs", "less", "more", "man",
    "make",
  ]

  /// The subcommand: the first literal that is neither an option nor an option's value; its index among `literals`.
  static func subcommand(_ literals: [String?], valueOptions: [String: Int]) -> Int? {
    var index = 0
    while index < literals.count {
      guard let word = literals[index] else { return nil }
      if word.utf8.first != 0x2D { return index }
      index += 1 + (valueOptions[word] ?? 0)
    }
    return nil
  }
}
