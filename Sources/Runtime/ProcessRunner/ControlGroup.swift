import Glibc
import System

/// A control group of one run, which bounds how many processes it has, or how much memory they have together.
///
/// Made below the group of this process where that may be written: as root, or where systemd delegates. The kernel
/// counts in hierarchies of their own for `pids` and `memory` or, where the parent hands them on, in the second
/// version.
final class ControlGroup: Sendable {
  /// Open for writing a process number to.
  let members: Int32
  private let path: String

  /// What is written to a controller, and where: the second version has one folder for all of them.
  private struct Setting: Sendable, Equatable {
    let folder: String
    let file: String
    let controller: Controller
  }

  private enum Controller: String, Sendable {
    case pids, memory

    func value(_ limits: Sandbox.Limits) -> Int {
      switch self {
      case .pids: limits.processes
      case .memory: limits.memoryBytes
      }
    }
  }

  /// The groups for a run with these limits: none where none can be made, one, or one for each controller.
  ///
  /// - Throws: `sandboxFailed` when there was one to be had when this was first asked, and is none now.
  static func make(_ limits: Sandbox.Limits) throws(ProcessFailure) -> [ControlGroup] {
    var groups: [ControlGroup] = []
    for folder in folders {
      let values = settings.filter { $0.folder == folder }.map { ($0.file, $0.controller.value(limits)) }
      groups.append(try ControlGroup(in: folder, values))
    }
    return groups
  }

  private init(in parent: String, _ values: [(file: String, value: Int)]) throws(ProcessFailure) {
    // A server in another container may have the same number, and the same folder.
    let name = String(UInt64.random(in: .min ... .max), radix: 16)
    let path = "\(parent)/securellm-\(getpid())-\(name)"
    guard SandboxCalls.makeFolder(path) else { throw .sandboxFailed(errno: errno) }
    let isSet = values.allSatisfy { SandboxCalls.write("\(path)/\($0.file)", Array("\($0.value)".utf8)) }
    guard isSet, let members = SandboxCalls.openForWriting(path + "/cgroup.procs") else {
      let error = errno
      SandboxCalls.removeFolder(path)
      throw .sandboxFailed(errno: error)
    }
    self.path = path
    self.members = members
  }

  /// Ends what is left in the group and removes it. Its processes have been killed by then, but they leave the group
  /// only when they are gone.
  deinit {
    SandboxCalls.close(members)
    _ = SandboxCalls.write(path + "/cgroup.kill", Array("1".utf8))
    for _ in 0..<50 {
      if SandboxCalls.removeFolder(path) { return }
      usleep(1000)
    }
  }

  static var boundsProcesses: Bool { settings.contains { $0.controller == .pids } }
  static var boundsMemory: Bool { settings.contains { $0.controller == .memory } }

  private static let folders = settings.reduce(into: [String]()) { if !$0.contains($1.folder) { $0.append($1.folder) } }

  /// What can be set here, tried once. Groups that a killed server left behind are removed on the way.
  private static let settings: [Setting] = {
    guard let lines = try? Files.readPrefix("/proc/self/cgroup", limit: 65_536) else { return [] }
    let found = [
      usable(.pids, lines, ["pids.max"]), usable(.memory, lines, ["memory.limit_in_bytes", "memory.max"]),
    ].compactMap { $0 }
    for folder in Set(found.map(\.folder)) {
      let names = ((try? Folders.names(in: folder)) ?? []).map { String(decoding: $0, as: UTF8.self) }
      for name in names where isAbandoned(name, in: folder) {
        SandboxCalls.removeFolder("\(folder)/\(name)")
      }
    }
    return found
  }()

  private static func usable(_ controller: Controller, _ lines: [UInt8], _ files: [String]) -> Setting? {
    for folder in candidates(lines, for: controller.rawValue) {
      for file in files where works(folder, file) { return Setting(folder: folder, file: file, controller: controller) }
    }
    return nil
  }

  /// Lines `hierarchy:controllers:path`: the controller's own hierarchy, and that of the second version.
  static func candidates(_ lines: [UInt8], for controller: String) -> [String] {
    lines.split(separator: UInt8(ascii: "\n")).flatMap { line -> [String] in
      let fields = line.split(separator: UInt8(ascii: ":"), maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3, let path = String(validating: fields[2], as: UTF8.self) else { return [] }
      let below = path.utf8.elementsEqual("/".utf8) ? "" : path
      let controllers = fields[1].split(separator: UInt8(ascii: ","))
      if controllers.contains(where: { $0.elementsEqual(controller.utf8) }) {
        return ["/sys/fs/cgroup/\(controller)\(below)"]
      }
      return fields[1].isEmpty ? ["/sys/fs/cgroup\(below)"] : []
    }
  }

  /// A group that is older than any call: its server was killed, in this container or another.
  private static func isAbandoned(_ name: String, in folder: String) -> Bool {
    guard name.utf8.starts(with: "securellm-".utf8), let status = FileStatus(ofLink: "\(folder)/\(name)") else {
      return false
    }
    return WallClock.nanoseconds - status.modified > 24 * 3600 * 1_000_000_000
  }

  private static func works(_ folder: String, _ file: String) -> Bool {
    let trial = "\(folder)/securellm-\(getpid())-trial"
    guard SandboxCalls.makeFolder(trial) else { return false }
    defer { SandboxCalls.removeFolder(trial) }
    // More than a group of no process has of either.
    return SandboxCalls.write("\(trial)/\(file)", Array("4000000".utf8))
  }
}
