/// What goes into the program of a tool beside its arguments.
///
/// Nothing of it is there unless the tool file says so: a program reads an empty input, starts in the root of the
/// project, has no secret, and its output is the result.
package struct ProgramInput: Sendable, Equatable {
  /// An environment variable whose value the operator of the server provides.
  package struct SecretVariable: Sendable, Equatable {
    package var variable: String
    /// Its name in the configuration, and in `SECURELLM_SECRET_…`.
    package var secret: String

    package init(variable: String, secret: String) {
      self.variable = variable
      self.secret = secret
    }
  }

  /// The hosts that a member of the input may name.
  package struct Hosts: Sendable, Equatable {
    package var member: String
    /// `api.example.com`, `*.example.org`, either with a port.
    package var allow: [String]
    /// How often a call is run again whose host could not be reached.
    package var retries: Int

    package init(member: String, allow: [String], retries: Int) {
      self.member = member
      self.allow = allow
      self.retries = retries
    }
  }

  /// A program that reads the output of the one before it.
  package struct Step: Sendable {
    package var program: String
    package var entries: [ProgramPlan.Entry]
    package var paths: [Int: ProgramPlan.PathForm]
    package var environment: [(name: String, value: String)]
    package var secrets: [SecretVariable]
    package var successCodes: [Int]
    package var sandbox: ProgramPlan.Sandbox

    package init(
      program: String, entries: [ProgramPlan.Entry], paths: [Int: ProgramPlan.PathForm],
      environment: [(name: String, value: String)], secrets: [SecretVariable], successCodes: [Int],
      sandbox: ProgramPlan.Sandbox
    ) {
      self.program = program
      self.entries = entries
      self.paths = paths
      self.environment = environment
      self.secrets = secrets
      self.successCodes = successCodes
      self.sandbox = sandbox
    }
  }

  /// Standard input, made of text and values; empty when a value in it is absent. Nil: there is none.
  package var standardInput: [ProgramPlan.Piece]?
  /// The members in it that are secret: what the program repeats of them is masked.
  package var secretMembers: [String]
  /// The member with the folder to start in; nil for the root of the project.
  package var folder: String?
  package var secrets: [SecretVariable]
  package var hosts: Hosts?
  /// In the order in which they run.
  package var pipe: [Step]

  package init(
    standardInput: [ProgramPlan.Piece]? = nil, secretMembers: [String] = [], folder: String? = nil,
    secrets: [SecretVariable] = [], hosts: Hosts? = nil, pipe: [Step] = []
  ) {
    self.standardInput = standardInput
    self.secretMembers = secretMembers
    self.folder = folder
    self.secrets = secrets
    self.hosts = hosts
    self.pipe = pipe
  }

  /// Whether generated code has to make any of it from the input.
  package var isMade: Bool { standardInput != nil || folder != nil || hosts != nil || !pipe.isEmpty }
}

extension ProgramInput.Step: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.program == other.program && one.entries == other.entries && one.paths == other.paths
      && one.environment.elementsEqual(other.environment, by: ==) && one.secrets == other.secrets
      && one.successCodes == other.successCodes && one.sandbox == other.sandbox
  }
}
