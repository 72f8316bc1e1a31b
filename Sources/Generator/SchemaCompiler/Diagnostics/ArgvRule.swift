/// A rule of the argument proof, which an error of a tool file names.
///
/// The numbers are those of the list of what can go wrong with arguments that no shell reads (`docs/proof.md`), so that
/// a report, a test and the page speak of the same thing. What only the runner can see to (descriptors, signals, the
/// output) has a number in that list and no case here.
package enum ArgvRule: Int, Sendable, Hashable, CaseIterable {
  /// Inserted text that the program may read as an option.
  case optionInjection = 1
  /// An option that runs commands, loads code, reads or writes what its value names, or is not known.
  case dangerousOption = 2
  /// Arguments, or names of options, that the input chooses freely.
  case freeArguments = 3
  /// A first character that makes a value a file, standard input or an address.
  case sigil = 4
  /// A variable that the child must not have.
  case environment = 5
  /// A repository that names commands, and nothing that keeps the program from running them.
  case hostileProject = 6
  /// What nix fetches, evaluates or builds.
  case nix = 7
  /// NUL, which ends an argument.
  case nul = 8
  /// Control characters, which forge lines in logs and protocols.
  case controlBytes = 9
  /// Characters that are not seen, or that change the order of others.
  case unicode = 10
  /// Characters that are a pattern to the program: `*` for units, `:(…)` for git's paths.
  case programPattern = 11
  /// Words that a shell reads on another machine, or in a child of the program.
  case remoteShell = 12
  /// A value in a language of its own, of which a part runs something.
  case innerLanguage = 13
  /// A path that may lead out of the project.
  case path = 14
  /// An argument without a character.
  case emptyString = 15
  /// A number without bounds, or one that begins with a sign.
  case number = 16
  /// An array without bounds, or joined by what its elements may hold.
  case array = 17
  /// A default, example or listed value that a rule refuses.
  case declaredValue = 18
  /// More bytes than the kernel takes.
  case size = 19
  /// The program: by a path, from the project, or one that runs whatever it is told.
  case program = 20
  /// A secret on the command line.
  case secret = 23
  /// Limits of time, memory and output.
  case resources = 24
  /// An entry that the program reads at another place, or as something else, than the template says.
  case position = 28

  /// The name beside the number: what people say and search for.
  package var name: String {
    switch self {
    case .optionInjection: "option-injection"
    case .dangerousOption: "dangerous-option"
    case .freeArguments: "free-arguments"
    case .sigil: "sigil"
    case .environment: "environment"
    case .hostileProject: "hostile-project"
    case .nix: "nix"
    case .nul: "nul"
    case .controlBytes: "control-bytes"
    case .unicode: "unicode"
    case .programPattern: "program-pattern"
    case .remoteShell: "remote-shell"
    case .innerLanguage: "inner-language"
    case .path: "path"
    case .emptyString: "empty-string"
    case .number: "number"
    case .array: "array"
    case .declaredValue: "declared-value"
    case .size: "size"
    case .program: "program"
    case .secret: "secret"
    case .resources: "resources"
    case .position: "position"
    }
  }

  /// Whether an error of this rule has a string that shows it. The others are about what the author wrote, or about
  /// something that is missing.
  package var hasWitness: Bool {
    switch self {
    case .optionInjection, .sigil, .controlBytes, .unicode, .emptyString, .path, .declaredValue, .programPattern: true
    case .dangerousOption, .freeArguments, .environment, .hostileProject, .nix, .nul, .remoteShell, .innerLanguage,
      .number, .array, .size, .program, .secret, .resources, .position:
      false
    }
  }
}

extension ArgvRule: CustomStringConvertible {
  /// As in the first line of an error.
  package var description: String { "rule \(rawValue), \(name)" }
}
