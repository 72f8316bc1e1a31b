import System

/// A sandbox made ready for one run: descriptors of what the kernel is given.
final class Confinement {
  private(set) var ruleset: Int32 = -1
  private(set) var groups: [ControlGroup] = []
  let sandbox: Sandbox
  let support: SandboxSupport
  let demand: SandboxDemand

  /// - Parameter directory: Open descriptor of the working directory, so that its rule and the child's start are about
  ///   one and the same folder.
  /// - Throws: `sandboxMissing` when the kernel cannot confine and the demand is that it does.
  init(
    _ sandbox: Sandbox, _ request: ProcessRequest, directory: Int32, demand: SandboxDemand,
    support: SandboxSupport = .ofThisKernel
  ) throws(ProcessFailure) {
    self.sandbox = sandbox
    self.support = support
    self.demand = demand
    if sandbox.tier == .kernel {
      guard support.isComplete || demand == .optional else { throw .sandboxMissing(support.missing) }
      if support.landlock > 0 { try makeRuleset(request, directory) }
    }
    if sandbox.mayStartProcesses { groups = try ControlGroup.make(sandbox.limits) }
  }

  deinit {
    if ruleset >= 0 { SandboxCalls.close(ruleset) }
  }

  private func makeRuleset(_ request: ProcessRequest, _ directory: Int32) throws(ProcessFailure) {
    let made = SandboxCalls.makeRuleset(network: sandbox.network == .all)
    guard made.descriptor >= 0 else { throw .sandboxFailed(errno: made.error) }
    ruleset = made.descriptor
    if let grant = sandbox.workingDirectory { try check(SandboxCalls.allow(ruleset, directory, grant)) }
    let started = [request.program.path] + executableFiles
    var rules: [Sandbox.Rule] = []
    for image in started.map(ProgramImage.init(of:)) {
      rules += image.executables.map { .init($0, .execute) } + image.libraryFolders.map { .init($0, .read) }
    }
    rules += Self.everywhere
    if sandbox.network == .all { rules += Self.forNetwork }
    for rule in Set(rules + sandbox.allRules) { try check(SandboxCalls.allow(ruleset, path: rule.path, rule.grant)) }
  }

  /// A folder of programs has no loader of its own; those of the system lie in it.
  private var executableFiles: [String] {
    sandbox.rules.filter { $0.grant == .execute && FileStatus($0.path)?.kind == .regular }.map(\.path)
  }

  private func check(_ error: Int32) throws(ProcessFailure) {
    if error != 0 { throw .sandboxFailed(errno: error) }
  }

  /// What every program may open: nothing of it reveals or keeps anything.
  private static let everywhere: [Sandbox.Rule] = [
    .init("/dev/null", .write), .init("/dev/zero", .read), .init("/dev/full", .read), .init("/dev/random", .read),
    .init("/dev/urandom", .read), .init("/etc/ld.so.cache", .read),
  ]

  /// How names are looked up and who is trusted.
  static let forNetwork: [Sandbox.Rule] = [
    "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
    "/etc/protocols", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates", "/etc/passwd",
    "/etc/static", "/run/systemd/resolve", "/run/nscd",
  ].map { Sandbox.Rule($0, .read) }
}
