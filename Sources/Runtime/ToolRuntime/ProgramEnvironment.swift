import ProcessRunner

extension ToolHost {
  /// Exactly this, plus what the tool file declares: nothing is inherited.
  ///
  /// - Parameter secrets: The values by name, of which a program gets those that it declares.
  func environment(_ step: ToolDefinition.Program.Step, secrets: [String: [UInt8]]) -> [ProcessRequest.Variable] {
    var directories = settings.programDirectories
    var fixed: [ProcessRequest.Variable] = [
      .init("HOME", settings.homeDirectory), .init("LC_ALL", "C.UTF-8"), .init("TZ", "UTC"),
      .init("TMPDIR", temporaryFolder(step.sandbox)),
    ]
    // Whatever starts a git finds the one that takes filters away first, and that finds the real one by the variable.
    if step.name != "git" {
      directories.insert(settings.guardDirectory, at: 0)
      if let git { fixed.append(.init(GitFilters.gitVariable, git.path)) }
    }
    let secret = step.secrets.compactMap { declared in
      secrets[declared.secret].map {
        ProcessRequest.Variable(declared.variable, String(decoding: $0, as: UTF8.self))
      }
    }
    return [.init("PATH", directories.joined(separator: ":"))] + fixed
      + step.environment.map { .init($0.name, $0.value) } + secret
  }

  /// The project's own code keeps to the project, also with what it makes for a moment: the home is that of every
  /// project.
  private func temporaryFolder(_ sandbox: ToolDefinition.Sandbox) -> String {
    sandbox.runsProjectCode && sandbox.tier == .kernel ? settings.projectRoot : settings.homeDirectory
  }
}
