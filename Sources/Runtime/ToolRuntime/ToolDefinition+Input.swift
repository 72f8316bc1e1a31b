import SchemaRuntime

/// What goes into the programs of a tool, as its definition has it: the same for every call.
extension ToolDefinition.Program {
  /// An environment variable whose value the operator of the server provides.
  public struct SecretVariable: Sendable, Equatable {
    package let variable: String
    /// Its name in the configuration, and in `SECURELLM_SECRET_…`.
    package let secret: String

    public init(variable: String, secret: String) {
      self.variable = variable
      self.secret = secret
    }
  }

  /// The hosts that a member of the input may name.
  public struct Hosts: Sendable, Equatable {
    package let member: String
    package let allow: [String]
    /// How often a call is run again whose host could not be reached.
    package let retries: Int

    public init(member: String, allow: [String], retries: Int) {
      self.member = member
      self.allow = allow
      self.retries = retries
    }
  }

  /// One program and what it is given; its arguments are those of the call.
  public struct Step: Sendable {
    package let name: String
    package let environment: [(name: String, value: String)]
    package let successCodes: [Int]
    package let sandbox: ToolDefinition.Sandbox
    package let secrets: [SecretVariable]

    public init(
      name: String, environment: [(name: String, value: String)], successCodes: [Int],
      sandbox: ToolDefinition.Sandbox, secrets: [SecretVariable] = []
    ) {
      self.name = name
      self.environment = environment
      self.successCodes = successCodes
      self.sandbox = sandbox
      self.secrets = secrets
    }
  }

  /// All programs of the tool, in the order in which they run.
  package var steps: [Step] {
    [Step(name: name, environment: environment, successCodes: successCodes, sandbox: sandbox, secrets: secrets)] + pipe
  }

  /// The names of all secrets that the programs are given, each once.
  package var secretNames: [String] {
    var names: [String] = []
    for secret in steps.flatMap(\.secrets) where !names.contains(secret.secret) { names.append(secret.secret) }
    return names
  }
}

extension ToolDefinition.Program.Step {
  /// A path beneath the project, and not the name of a program that is installed. No installed program has a slash in
  /// its name.
  package var isOfProject: Bool { name.utf8.contains(UInt8(ascii: "/")) }
}

extension ToolDefinition.Program.Hosts {
  /// Why a call with this host may not run; nil when it may.
  ///
  /// The text itself is not in the sentence: arguments may be secret.
  package func objection(_ text: [UInt8]) -> String? {
    let authority: RemoteAuthority
    do throws(RemoteAuthority.Refusal) { authority = try RemoteAuthority(text) } catch {
      switch error {
      case .userName: return "has a user name in front of its host: leave it out"
      case .notASCII: return "has a host that is not written in ASCII: write its \"xn--\" form"
      case .invalid: return "is neither a host nor a URL with one"
      }
    }
    guard !allow.contains(where: { HostPattern(Array($0.utf8))?.matches(authority) == true }) else { return nil }
    return "names a host that this tool may not ask: it may ask \(allow.joined(separator: ", "))"
  }
}
