import System

extension ProgramKind {
  /// The rule that keeps such a program out of tools: what its arguments are matters less than who reads them.
  var rule: ArgvRule {
    if self == .remote { return .remoteShell }
    return self == .interpreter || self == .searcher ? .innerLanguage : .program
  }
}
