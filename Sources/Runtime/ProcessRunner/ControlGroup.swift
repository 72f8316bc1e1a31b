import Glibc
import Synchronization

/// A control group of one run, which bounds how many processes it has.
///
/// Made below the group of this process where that may be written: as root, or where systemd delegates. The kernel
/// counts in its first hierarchy for processes (`pids`) or, where the parent hands that on, in the second version.
final class ControlGroup: Sendable {
  /// Open for writing a process number to.
  let members: Int32
  private let path: String

  /// Nil where no group can be made.
  init?(processes: Int) {
    guard let parent = Self.parent else { return nil }
    let number = Self.made.add(1, ordering: .relaxed).newValue
    path = "\(parent)/securellm-\(getpid())-\(number)"
    guard SandboxCalls.makeFolder(path) else { return nil }
    guard SandboxCalls.write(path + "/pids.max", Array("\(processes)".utf8)),
      let members = SandboxCalls.openForWriting(path + "/cgroup.procs")
    else {
      SandboxCalls.removeFolder(path)
      return nil
    }
    self.members = members
  }

  /// Ends what is left in the group and removes it. Its processes have been killed by then, but they leave the group only
  /// when they are gone.
  deinit {
    SandboxCalls.close(members)
    _ = SandboxCalls.write(path + "/cgroup.kill", Array("1".utf8))
    for _ in 0..<50 {
      if SandboxCalls.removeFolder(path) { return }
      usleep(1000)
    }
  }

  static var isAvailable: Bool { parent != nil }

  private static let made = Atomic(0)

  /// Where groups are made, tried once. Groups that a killed server left behind are removed on the way.
  private static let parent: String? = {
    guard let lines = readProcFile("/proc/self/cgroup", limit: 65_536) else { return nil }
    for candidate in candidates(lines) where works(candidate) {
      for name in SandboxCalls.entries(of: candidate) where isAbandoned(name) {
        SandboxCalls.removeFolder("\(candidate)/\(name)")
      }
      return candidate
    }
    return nil
  }()

  /// Lines `hierarchy:controllers:path`.
  static func candidates(_ lines: [UInt8]) -> [String] {
    lines.split(separator: UInt8(ascii: "\n")).flatMap { line -> [String] in
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, let path = String(validating: fields[2], as: UTF8.self) else { return [] }
      let below = path.utf8.elementsEqual("/".utf8) ? "" : path
      if fields[1].split(separator: UInt8(ascii: ",")).contains(where: { $0.elementsEqual("pids".utf8) }) {
        return ["/sys/fs/cgroup/pids" + below]
      }
      return fields[1].isEmpty ? ["/sys/fs/cgroup" + below] : []
    }
  }

  /// `securellm-PROCESS-NUMBER` of a process that is gone.
  private static func isAbandoned(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "-"))
    guard parts.count == 3, parts[0].elementsEqual("securellm".utf8),
      let process = pid_t(String(decoding: parts[1], as: UTF8.self)), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private static func works(_ folder: String) -> Bool {
    let trial = "\(folder)/securellm-\(getpid())-trial"
    guard SandboxCalls.makeFolder(trial) else { return false }
    defer { SandboxCalls.removeFolder(trial) }
    return SandboxCalls.write(trial + "/pids.max", Array("16".utf8))
  }
}
