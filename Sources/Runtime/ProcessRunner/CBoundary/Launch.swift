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

/// What a child is started with, as plain values: who decides them knows the sandbox, who starts it knows the C side.
struct LaunchPlan {
  /// What is executed, and the name it finds as its first argument.
  var path: String
  var arguments: [[UInt8]]
  /// `NAME=value`.
  var environment: [[UInt8]]
  var limits: [launcher_limit] = []
  /// Descriptors that take the child's number.
  var controlGroups: [Int32] = []
  /// Of Landlock; -1 for none.
  var ruleset: Int32 = -1
  /// What the child has as descriptor 3; -1 for nothing.
  var extra: Int32 = -1
  /// Whether it runs without what the kernel cannot do.
  var goesWithout = false
  var dropsCapabilities = false
  var filtersCalls = false
  /// `launcher_refuse_…`, for the filter.
  var refusals: UInt32 = 0
  /// Whether it gets a PID namespace.
  var ownProcesses = false
}

/// Starts a program, from and bound to the calling thread: the child is killed when that thread ends.
///
/// - Parameters:
///   - directory: Open descriptor of the folder to start in.
///   - standard: What becomes the child's descriptors 0, 1 and 2; none is one of these numbers.
func launch(_ plan: LaunchPlan, directory: Int32, standard: [Int32]) throws(LaunchFailure) -> StartedProcess {
  var result = launcher_result()
  let program = StringTable([Array(plan.path.utf8)])
  let arguments = StringTable([Array(plan.path.utf8)] + plan.arguments)
  let environment = StringTable(plan.environment)
  let started = unsafe program.withPointers { program in
    unsafe arguments.withPointers { arguments in
      unsafe environment.withPointers { environment in
        unsafe plan.limits.withUnsafeBufferPointer { limits in
          var call = unsafe plan.scalars
          // A table of one string has that string.
          unsafe call.program = unsafe UnsafePointer(program[0])
          unsafe call.arguments = arguments
          unsafe call.environment = environment
          unsafe call.limits = limits.baseAddress
          unsafe call.limit_count = Int32(limits.count)
          unsafe call.directory = directory
          unsafe call.standard = (standard[0], standard[1], standard[2])
          return unsafe plan.controlGroups.withUnsafeBufferPointer { groups in
            unsafe call.control_groups = groups.baseAddress
            unsafe call.control_group_count = Int32(groups.count)
            return unsafe launcher_start(&call, &result)
          }
        }
      }
    }
  }
  guard started == 0 else { throw LaunchFailure(step: result.step, errno: result.error) }
  return StartedProcess(number: result.process, descriptor: result.descriptor)
}

extension LaunchPlan {
  /// The C structure without its pointers.
  fileprivate var scalars: launcher_plan {
    var call = unsafe launcher_plan()
    unsafe call.ruleset = ruleset
    unsafe call.extra = extra
    unsafe call.goes_without = goesWithout ? 1 : 0
    unsafe call.drops_capabilities = dropsCapabilities ? 1 : 0
    unsafe call.filters_calls = filtersCalls ? 1 : 0
    unsafe call.refusals = refusals
    unsafe call.own_processes = ownProcesses ? 1 : 0
    return unsafe call
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
