/// What a tool file says of the tool itself, before its schemas and its program are looked at: all that the catalogue
/// needs, so that one file can be made of two hundred without compiling them again.
package struct ToolHead: Sendable, Equatable {
  package struct Hints: Sendable, Equatable {
    package var readOnly: Bool
    package var destructive: Bool
    package var idempotent: Bool
    package var openWorld: Bool
  }

  package struct Cache: Sendable, Equatable {
    package var ttlSeconds: Int
    package var maxEntries: Int
  }

  /// Who does the work.
  package enum Kind: Sendable, Equatable {
    case program
    /// A Swift implementation. `inline`: it never waits, so it runs where the request was read.
    case handler(inline: Bool)
  }

  package var name: String
  package var title: String
  package var description: String
  /// Path from the schema root: `tools/git/log.json`.
  package var file: String
  package var hints: Hints
  package var cache: Cache?
  package var kind: Kind
  /// Whether the method of a handler is given a `ToolContext`.
  package var usesContext = false
}

/// A tool file after every check: what the emitter prints.
@dynamicMemberLookup
package struct CompiledTool: Sendable {
  /// How the tool does its work.
  package enum Work: Sendable {
    case program(ProgramPlan)
    case handler(inline: Bool)
  }

  package var head: ToolHead
  package var input: CompiledSchema
  package var output: CompiledSchema
  package var work: Work
  /// Longest time the work may take, in seconds.
  package var timeoutSeconds: Int
  /// The tool's entry in `tools/list`: compact JSON, references inlined, nothing but MCP members.
  package var listEntry: String

  package subscript<Value>(dynamicMember member: KeyPath<ToolHead, Value>) -> Value { head[keyPath: member] }
}

/// The argv plan of a declared program, proved safe, and how its output is read.
package struct ProgramPlan: Sendable {
  /// One template element: exactly one argv entry, except for `spread`.
  package enum Entry: Sendable, Equatable {
    /// Always present.
    case literal(String)
    /// One entry made of literal text and values; left out when an optional value in it is absent.
    case composed([Piece])
    /// One entry for each element of an array member; `prefix` and `suffix` are glued to each.
    case spread(member: String, prefix: String, suffix: String)
    /// A literal that is present when a boolean member is true.
    case flag(String, member: String)
    /// One of two literals: the first when a boolean member is true, the second when it is false or absent.
    case choice(String, otherwise: String, member: String)
    /// For each element of an array member the literals, and one entry with the element behind them.
    case repeated([String], member: String, prefix: String, suffix: String)
  }

  package enum Piece: Sendable, Equatable {
    case text(String)
    case member(String)
    /// The path of the file that the program writes its result to.
    case result
  }

  /// How the inserted text of an entry is read as a path.
  package enum PathForm: Sendable, Equatable {
    /// A file or folder.
    case file
    /// A flake: a folder when it begins with a dot, up to the attribute behind `#`.
    case flake
  }

  /// What the program may do to the machine, every limit filled in.
  package struct Sandbox: Sendable, Equatable {
    package enum Profile: String, Sendable, CaseIterable {
      case pure
      case readProject = "read-project"
      case writeProject = "write-project"
      case network
    }

    /// Who confines.
    package enum Tier: String, Sendable, CaseIterable {
      case kernel
      case bubblewrap
    }

    package var profile: Profile
    package var hasNetwork: Bool
    package var runsProjectCode: Bool
    package var memoryBytes: Int
    package var cpuSeconds: Int
    package var fileBytes: Int
    package var openFiles: Int
    package var processes: Int
    package var mayStartProcesses: Bool
    package var tier: Tier
  }

  package var program: String
  package var entries: [Entry]
  /// The entries whose inserted text is checked as a path of the project before the program runs, by index.
  package var paths: [Int: PathForm]
  /// Exactly what the child sees, on top of the fixed `PATH`, `HOME`, `LC_ALL` and `TZ`.
  package var environment: [(name: String, value: String)]
  /// Exit codes that are not failures; `[0]` unless declared.
  package var successCodes: [Int]
  package var maxOutputBytes: Int
  package var output: Output
  package var additions: Additions
  /// The output is that of a file whose path the program is given, and not what it prints.
  package var readsResultFile: Bool
  /// Whether progress is reported while the program runs.
  package var reportsProgress: Bool
  package var sandbox: Sandbox
  /// What goes in beside the arguments, and the programs that its output goes to.
  package var input: ProgramInput

  package init(
    program: String, entries: [Entry], paths: [Int: PathForm] = [:],
    environment: [(name: String, value: String)], successCodes: [Int],
    maxOutputBytes: Int, output: Output, additions: Additions = Additions(), readsResultFile: Bool = false,
    reportsProgress: Bool, sandbox: Sandbox, input: ProgramInput = ProgramInput()
  ) {
    self.program = program
    self.entries = entries
    self.paths = paths
    self.environment = environment
    self.successCodes = successCodes
    self.maxOutputBytes = maxOutputBytes
    self.output = output
    self.additions = additions
    self.readsResultFile = readsResultFile
    self.reportsProgress = reportsProgress
    self.sandbox = sandbox
    self.input = input
  }
}
