import CLauncher
import Glibc

extension LaunchPlan {
  /// The plan of a request, confined or not.
  ///
  /// - Parameter filter: What `confinement.filterForBubblewrap` made; it has to live until the child has started.
  init(_ request: ProcessRequest, _ confinement: Confinement?, filter: OwnedDescriptor?) {
    path = request.program.path
    arguments = request.arguments
    environment = request.environment.map { Array("\($0.name)=\($0.value)".utf8) }
    extra = filter?.number ?? -1
    guard let confinement else { return }
    confinement.complete(&self)
    // Of a user all processes count, so bubblewrap must count them where no group does; root has no such limit.
    let countsProcesses = !confinement.support.boundsProcesses && geteuid() != 0
    guard
      let command = BubblewrapCommand(
        confinement.sandbox, request, isFiltered: filter != nil, countsProcesses: countsProcesses)
    else { return }
    path = command.path
    arguments = command.arguments
  }
}

extension Confinement {
  /// The filter of system calls for bubblewrap to set, which needs what it takes away.
  var filterForBubblewrap: OwnedDescriptor? {
    guard sandbox.tier != .kernel, support.filtersCalls else { return nil }
    return SandboxCalls.filter(refusing: refusals)
  }

  fileprivate func complete(_ plan: inout LaunchPlan) {
    plan.limits = limits
    plan.controlGroups = groups.map(\.members)
    plan.ruleset = ruleset
    plan.goesWithout = demand == .optional
    // Bubblewrap needs what it takes away: root's rights, and calls.
    plan.dropsCapabilities = sandbox.tier == .kernel || geteuid() != 0
    guard sandbox.tier == .kernel else { return }
    plan.filtersCalls = support.filtersCalls
    plan.refusals = refusals
    plan.ownProcesses = sandbox.mayStartProcesses
  }

  private var refusals: UInt32 {
    var refusals: UInt32 = 0
    switch sandbox.network {
    case .none: refusals |= launcher_refuse_sockets.rawValue
    case .unixSockets: refusals |= launcher_refuse_internet.rawValue
    case .all: break
    }
    if !sandbox.writes { refusals |= launcher_refuse_metadata.rawValue }
    if !sandbox.mayStartProcesses { refusals |= launcher_refuse_processes.rawValue }
    // Where all processes of a run end together it does not matter to which session they belong.
    let staysTogether = sandbox.tier != .kernel || sandbox.mayStartProcesses && support.processNamespace != .none
    if !staysTogether { refusals |= launcher_refuse_sessions.rawValue }
    if support.landlock < 6, !staysTogether { refusals |= launcher_refuse_signals.rawValue }
    return refusals
  }

  private var limits: [launcher_limit] {
    let wanted = sandbox.limits
    var limits: [(resource: launcher_resource, value: Int)] = [
      (launcher_memory, wanted.memoryBytes), (launcher_address_space, Self.multiple(wanted.memoryBytes)),
      (launcher_cpu_seconds, wanted.cpuSeconds), (launcher_file_bytes, wanted.fileBytes),
      (launcher_open_files, wanted.openFiles), (launcher_core_bytes, 0), (launcher_locked_bytes, 65_536),
      (launcher_queue_bytes, 0), (launcher_real_time, 0),
    ]
    // Of a user all processes count, so only in a user namespace of its own is the number that of the run; bubblewrap
    // makes its own after this.
    if sandbox.tier == .kernel, sandbox.mayStartProcesses, support.processNamespace == .withUserNamespace {
      limits.append((launcher_processes, wanted.processes))
    }
    return limits.map { launcher_limit(resource: $0.resource, value: UInt64(max(0, $0.value))) }
  }

  private static func multiple(_ bytes: Int) -> Int {
    let (product, isTooLarge) = bytes.multipliedReportingOverflow(by: 8)
    return isTooLarge ? .max : product
  }
}
