import CLauncher
import Glibc

/// A child that runs.
struct StartedProcess {
  let number: pid_t
  /// Readable once the child has ended.
  let descriptor: Int32
}

/// Why there is none.
struct LaunchFailure: Error {
  let step: launcher_step
  let errno: Int32
}

/// Starts the program of a request, from and bound to the calling thread: the child is killed when that thread ends.
///
/// - Parameters:
///   - directory: Open descriptor of the folder to start in.
///   - standard: What becomes the child's descriptors 0, 1 and 2; none is one of these numbers.
func launch(
  _ request: ProcessRequest, directory: Int32, standard: [Int32], confinement: Confinement?
) throws(LaunchFailure) -> StartedProcess {
  var result = launcher_result()
  let filter = confinement.flatMap { $0.filterForBubblewrap }
  defer { extendLifetime(filter) }
  let command = confinement.flatMap {
    BubblewrapCommand(
      $0.sandbox, request, isFiltered: filter != nil, countsProcesses: !$0.support.boundsProcesses && geteuid() != 0)
  }
  let groups = confinement?.groups.map(\.members) ?? []
  let path = command?.path ?? request.program.path
  let program = StringTable([Array(path.utf8)])
  let arguments = StringTable([Array(path.utf8)] + (command?.arguments ?? request.arguments))
  let environment = StringTable(request.environment.map { Array("\($0.name)=\($0.value)".utf8) })
  let limits = confinement?.limits ?? []
  let started = unsafe program.withPointers { program in
    unsafe arguments.withPointers { arguments in
      unsafe environment.withPointers { environment in
        unsafe limits.withUnsafeBufferPointer { limits in
          var plan = unsafe launcher_plan()
          // A table of one string has that string.
          unsafe plan.program = unsafe UnsafePointer(program[0])
          unsafe plan.arguments = arguments
          unsafe plan.environment = environment
          unsafe plan.limits = limits.baseAddress
          unsafe plan.limit_count = Int32(limits.count)
          unsafe plan.directory = directory
          unsafe plan.standard = (standard[0], standard[1], standard[2])
          unsafe plan.ruleset = confinement?.ruleset ?? -1
          unsafe plan.extra = filter?.number ?? -1
          if let confinement { unsafe confinement.describe(in: &plan) }
          return unsafe groups.withUnsafeBufferPointer { groups in
            unsafe plan.control_groups = groups.baseAddress
            unsafe plan.control_group_count = Int32(groups.count)
            return unsafe launcher_start(&plan, &result)
          }
        }
      }
    }
  }
  guard started == 0 else { throw LaunchFailure(step: result.step, errno: result.error) }
  return StartedProcess(number: result.process, descriptor: result.descriptor)
}

extension Confinement {
  /// The filter of system calls for bubblewrap to set, which needs what it takes away.
  fileprivate var filterForBubblewrap: OwnedDescriptor? {
    guard sandbox.tier != .kernel, support.filtersCalls else { return nil }
    let descriptor = launcher_filter_descriptor(refusals)
    return descriptor < 0 ? nil : OwnedDescriptor(descriptor)
  }

  fileprivate func describe(in plan: inout launcher_plan) {
    unsafe plan.goes_without = demand == .optional ? 1 : 0
    // Bubblewrap needs what it takes away: root's rights, and calls.
    unsafe plan.drops_capabilities = sandbox.tier == .kernel || geteuid() != 0 ? 1 : 0
    guard sandbox.tier == .kernel else { return }
    unsafe plan.filters_calls = support.filtersCalls ? 1 : 0
    unsafe plan.refusals = refusals
    unsafe plan.own_processes = sandbox.mayStartProcesses ? 1 : 0
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

  fileprivate var limits: [launcher_limit] {
    let wanted = sandbox.limits
    var limits: [(resource: launcher_resource, value: Int)] = [
      (launcher_memory, wanted.memoryBytes), (launcher_address_space, Self.multiple(wanted.memoryBytes)),
      (launcher_cpu_seconds, wanted.cpuSeconds), (launcher_file_bytes, wanted.fileBytes),
      (launcher_open_files, wanted.openFiles), (launcher_core_bytes, 0), (launcher_locked_bytes, 65_536),
      (launcher_queue_bytes, 0), (launcher_real_time, 0),
    ]
    // Of a user all processes count, so only in a user namespace of its own is the number that of the run; bubblewrap makes
    // its own after this.
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

/// Strings as C takes them: each with a NUL behind it, and a table of where they begin that ends with a null pointer.
private struct StringTable {
  private var bytes: [CChar] = []
  private var starts: [Int] = []

  /// - Precondition: No string holds a NUL.
  init(_ strings: [[UInt8]]) {
    bytes.reserveCapacity(strings.reduce(1) { $0 + $1.count + 1 })
    for string in strings {
      starts.append(bytes.count)
      bytes += string.map { CChar(bitPattern: $0) }
      bytes.append(0)
    }
    // So that there is an address where there are no strings.
    bytes.append(0)
  }

  /// The pointers hold for the time of the call.
  func withPointers<Result>(_ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result) -> Result {
    var copy = bytes
    return unsafe copy.withUnsafeMutableBufferPointer { buffer in
      // There is one byte at least.
      let base = buffer.baseAddress!
      let pointers: [UnsafeMutablePointer<CChar>?] = unsafe starts.map { unsafe base + $0 } + [nil]
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }
  }
}
