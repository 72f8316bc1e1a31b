public import SchemaRuntime

/// What the servers know of a tool beyond its types: generated from the tool file, or made from it when it is loaded.
public struct ToolDefinition: Sendable {
  /// The annotations of MCP, which a client may show or act on; nothing here relies on them.
  public struct Hints: Sendable {
    package let readOnly: Bool
    package let destructive: Bool
    package let idempotent: Bool
    package let openWorld: Bool

    public init(readOnly: Bool, destructive: Bool, idempotent: Bool, openWorld: Bool) {
      self.readOnly = readOnly
      self.destructive = destructive
      self.idempotent = idempotent
      self.openWorld = openWorld
    }
  }

  /// How long results are kept, and how many. Read-only tools alone may have it.
  public struct Cache: Sendable {
    package let ttlSeconds: Int
    package let maxEntries: Int

    public init(ttlSeconds: Int, maxEntries: Int) {
      self.ttlSeconds = ttlSeconds
      self.maxEntries = maxEntries
    }
  }

  /// A declared program and how its output is read.
  public struct Program: Sendable {
    package let name: String
    /// Beside the fixed variables of every program.
    package let environment: [(name: String, value: String)]
    /// Exit codes whose output is a result.
    package let successCodes: [Int]
    /// Bytes of standard output above which the call fails.
    package let maxOutputBytes: Int
    package let output: Output
    package let additions: Additions
    /// The output is that of a file whose path the program is given, and not what it prints.
    package let readsResultFile: Bool
    package let reportsProgress: Bool
    package let sandbox: Sandbox
    package let secrets: [SecretVariable]
    /// The hosts that a member of the input may name; nil where no member names one.
    package let hosts: Hosts?
    /// The programs that the output goes to, in the order in which they run.
    package let pipe: [Step]

    public init(
      name: String, environment: [(name: String, value: String)], successCodes: [Int], maxOutputBytes: Int,
      output: Output, additions: Additions = .none, readsResultFile: Bool = false, reportsProgress: Bool,
      sandbox: Sandbox, secrets: [SecretVariable] = [], hosts: Hosts? = nil, pipe: [Step] = []
    ) {
      self.name = name
      self.environment = environment
      self.successCodes = successCodes
      self.maxOutputBytes = maxOutputBytes
      self.output = output
      self.additions = additions
      self.readsResultFile = readsResultFile
      self.reportsProgress = reportsProgress
      self.sandbox = sandbox
      self.secrets = secrets
      self.hosts = hosts
      self.pipe = pipe
    }
  }

  package let name: String
  package let title: String
  package let description: String
  /// The tool file, from the schema root.
  package let file: String
  package let hints: Hints
  package let cache: Cache?
  package let timeoutSeconds: Int
  /// Nil for a tool that Swift code implements.
  package let program: Program?
  /// Never waits: runs where the request was read.
  package let isInline: Bool
  /// The method of the handler is given a `ToolContext`, so that it may start programs.
  package let usesContext: Bool
  /// The entry in `tools/list`, made at build time.
  package let listEntry: String

  public init(
    name: String, title: String, description: String, file: String, hints: Hints,
    cache: Cache?, timeoutSeconds: Int, program: Program?, isInline: Bool, usesContext: Bool = false,
    listEntry: String
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.file = file
    self.hints = hints
    self.cache = cache
    self.timeoutSeconds = timeoutSeconds
    self.program = program
    self.isInline = isInline
    self.usesContext = usesContext
    self.listEntry = listEntry
  }
}

/// A tool as generated code declares it.
public protocol DeclaredTool: Sendable {
  associatedtype Input: SchemaDecodable
  /// What writes or checks it is generated where the kind of tool needs it.
  associatedtype Output: SchemaDescribed
  static var definition: ToolDefinition { get }
}

/// A tool that runs a program.
public protocol ProgramTool: DeclaredTool {
  static func arguments(_ input: Input) -> ArgumentVector
  /// What goes in beside the arguments; nothing for most tools.
  static func feed(_ input: Input) -> ProgramFeed
}

extension ProgramTool {
  public static func feed(_ input: Input) -> ProgramFeed { ProgramFeed() }
}
