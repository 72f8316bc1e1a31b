import ProcessRunner

/// What a program needs of the machine beside the project, found by running it in the sandbox.
struct ProgramAccess {
  /// Paths outside the project.
  var rules: [Sandbox.Rule] = []
  /// An argument that promises to do without a network; the kernel then holds it to that.
  var offlineOption: [UInt8]?
  /// Whether its work may be done by a daemon of this machine, which it reaches by a UNIX socket.
  var asksDaemon = false

  /// What is not there and has to be before it runs, with what to do. In a sandbox nix would put its store where nothing
  /// stays, and note in its database, which does stay, what it has put there.
  var missing: String?

  /// - Parameters:
  ///   - program: By its name in a tool file.
  ///   - git: What the program may find and start as git.
  init(of program: String, in settings: ToolHost.Settings, git: Program?) {
    guard program.utf8.elementsEqual("nix".utf8) else { return }
    // The store and its database; registries, fetched sources and what was evaluated before are kept in the home.
    rules = [
      .init("/nix/store", .write), .init("/nix/var", .write), .init(settings.homeDirectory, .write),
      .init("/etc/nix", .read), .init("/etc/passwd", .read), .init("/etc/group", .read),
      .init("/etc/nsswitch.conf", .read),
    ]
    // A flake in a work tree is listed by git: by the one that takes filters away, which becomes the real one.
    rules.append(.init(settings.guardDirectory, .read))
    rules += ["git", "hg"].map { .init("\(settings.guardDirectory)/\($0)", .execute) }
    if let git { rules.append(.init(git.path, .execute)) }
    if !Program.isFolder("/nix/store", above: "/nix/store") {
      missing = "nix has no store (/nix/store) on this machine: run `nix-store --init` once, as root"
    }
    offlineOption = Array("--offline".utf8)
    // With a database of its own there is nothing to ask.
    asksDaemon = !Program.mayWrite("/nix/var/nix/db") && Program.mayWrite("/nix/var/nix/daemon-socket/socket")
  }
}

extension ProgramAccess {
  /// A program's messages without lines that say nothing of the call: nix's garbage collector looks at the machine,
  /// which the sandbox hides from it.
  static func messages(_ text: [UInt8], of program: String) -> [UInt8] {
    guard program.utf8.elementsEqual("nix".utf8) else { return text }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return Array(lines.filter { !$0.starts(with: "GC Warning: ".utf8) }.joined(separator: [UInt8(ascii: "\n")]))
  }

  /// The arguments for a run in namespaces of ours. Nix, where it builds by itself and not through its daemon, cannot
  /// mount what its own sandbox consists of inside another: its builders are confined by ours, as its build users.
  static func arguments(_ arguments: [[UInt8]], of program: String, tier: Sandbox.Tier) -> [[UInt8]] {
    guard tier != .kernel, program.utf8.elementsEqual("nix".utf8), Program.mayWrite("/nix/var/nix/db") else {
      return arguments
    }
    var arguments = arguments
    for index in arguments.indices.dropLast(2)
    where arguments[index...].prefix(3).elementsEqual(["--option", "sandbox", "true"].map { Array($0.utf8) }) {
      arguments[index + 2] = Array("false".utf8)
    }
    return arguments
  }
}

extension ToolHost {
  /// The sandbox of one run: what the tool file declares, and what is known of the program.
  ///
  /// - Throws: `programMissing` when what the program needs is not there; `sandboxUnavailable` when the tool or the configuration asks for bubblewrap and it is not installed.
  func sandbox(_ plan: ToolDefinition.Program.Step, _ arguments: [[UInt8]], resultFolder: String? = nil)
    throws(ToolFailure) -> Sandbox
  {
    let declared = plan.sandbox
    let access = ProgramAccess(of: plan.name, in: settings, git: git)
    if let missing = access.missing { throw ToolFailure(.programMissing, missing) }
    let isOffline = access.offlineOption.map { arguments.contains($0) } ?? false
    let withoutInternet: Sandbox.Network = access.asksDaemon ? .unixSockets : .none
    return Sandbox(
      workingDirectory: declared.profile.project, rules: access.rules + projectCode(declared),
      resultFolder: resultFolder,
      mayStartProcesses: declared.mayStartProcesses,
      network: declared.hasNetwork && !isOffline ? .all : withoutInternet,
      limits: .init(
        memoryBytes: declared.memoryBytes, cpuSeconds: declared.cpuSeconds, fileBytes: declared.fileBytes,
        openFiles: declared.openFiles, processes: declared.processes), tier: try tier(declared))
  }

  /// What runs the project's code runs whatever the project and the system have: no list could say what a build starts.
  private func projectCode(_ declared: ToolDefinition.Sandbox) -> [Sandbox.Rule] {
    guard declared.runsProjectCode else { return [] }
    let system = ["/usr", "/bin", "/sbin"]
    return ([settings.projectRoot] + system).map { .init($0, .execute) } + system.map { .init($0, .read) }
  }

  /// The tool's own demand or the configuration's, whichever is stricter.
  private func tier(_ declared: ToolDefinition.Sandbox) throws(ToolFailure) -> Sandbox.Tier {
    guard declared.tier == .bubblewrap || settings.sandboxDemand == .bubblewrap else { return .kernel }
    guard let bubblewrap else {
      throw ToolFailure(
        .sandboxUnavailable, "this tool runs in bubblewrap, which is not installed: install the package bubblewrap")
    }
    return .bubblewrap(bubblewrap)
  }
}

extension ToolDefinition.Sandbox.Profile {
  var project: Sandbox.Grant? {
    switch self {
    case .pure: nil
    case .readProject, .network: .read
    case .writeProject: .write
    }
  }
}
