import Glibc
import System

/// The command line of bubblewrap for a run: a root of its own with the paths of the sandbox in it and nothing else,
/// PID and other namespaces of its own, and no network unless there is to be one.
struct BubblewrapCommand {
  let path: String
  private(set) var arguments: [[UInt8]]

  /// The system's programs and libraries.
  private static let system = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"]
  private static let rights = [
    "CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_FOWNER", "CAP_DAC_OVERRIDE", "CAP_KILL",
  ]
  private static let limiter = "/usr/bin/prlimit"
  private static let files = ["/etc/ld.so.cache", "/etc/alternatives"]

  /// Nil when another tier confines.
  ///
  /// - Parameters:
  ///   - isFiltered: Whether descriptor 3 has a filter of system calls.
  ///   - countsProcesses: Whether no control group counts them, so that a limit must.
  init?(_ sandbox: Sandbox, _ request: ProcessRequest, isFiltered: Bool, countsProcesses: Bool) {
    guard case .bubblewrap(let program) = sandbox.tier else { return nil }
    path = program.path
    var words = ["--die-with-parent", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if sandbox.network != .all { words.append("--unshare-net") }
    if isFiltered { words += ["--seccomp", "3"] }
    // Root's programs change to other users, as a builder does, and own what these have made.
    if geteuid() == 0 { words += Self.rights.flatMap { ["--cap-add", $0] } }
    // Who is root may write there without any right.
    words += ["--proc", "/proc"]
    words += ["sys", "sysrq-trigger", "irq", "bus", "fs"].flatMap { Self.readOnly("/proc/" + $0) }
    words += ["--dev", "/dev", "--size", "\(sandbox.limits.memoryBytes)", "--tmpfs", "/tmp"]
    for location in Self.system {
      words += SymbolicLinks.target(of: location).map { ["--symlink", $0, location] } ?? Self.readOnly(location)
    }
    words += Self.files.flatMap(Self.readOnly)
    // A program of no system folder brings itself and its libraries.
    let image = ProgramImage(of: request.program.path)
    let own = [request.program.path] + image.executables + image.libraryFolders
    words += own.filter { !Self.isOfSystem($0) }.flatMap(Self.readOnly)
    if sandbox.network == .all { words += Confinement.forNetwork.flatMap { Self.readOnly($0.path) } }
    // Folders above a path would be made for this user alone, and a builder is another one.
    words += Self.foldersAbove(sandbox.allRules.map(\.path) + [request.workingDirectory]).flatMap { ["--dir", $0] }
    // A folder comes before what lies in it, or it would cover that.
    for rule in sandbox.allRules.sorted(by: { $0.path.utf8.count < $1.path.utf8.count }) {
      switch rule.grant {
      case .write: words += ["--bind-try", rule.path, rule.path]
      case .read: words += Self.readOnly(rule.path)
      // A link lies in a folder that is there already, where no other file can be put.
      case .execute: words += realPath(rule.path).map(Self.readOnly) ?? []
      }
    }
    if let grant = sandbox.workingDirectory {
      words += [grant == .write ? "--bind" : "--ro-bind", request.workingDirectory, request.workingDirectory]
      // By its path: what lies in the namespace is all that it can lead to.
      let start = request.startFolder.map { "/" + String(decoding: $0.path, as: UTF8.self) } ?? ""
      words += ["--chdir", request.workingDirectory + start]
    }
    words.append("--")
    // Of a user all processes count, outside of this namespace; inside only those that are in it.
    if countsProcesses, FileAccess.mayExecute(Self.limiter) {
      words += [Self.limiter, "--nproc=\(sandbox.limits.processes):\(sandbox.limits.processes)"]
    }
    words.append(request.program.path)
    arguments = words.map { Array($0.utf8) } + request.arguments
  }

  private static func isOfSystem(_ path: String) -> Bool {
    system.contains { path.utf8.elementsEqual($0.utf8) || path.utf8.starts(with: ($0 + "/").utf8) }
  }

  /// Each once, in the order in which they can be made.
  private static func foldersAbove(_ paths: [String]) -> [String] {
    var folders: [String] = []
    for path in paths {
      var above = ""
      for part in path.utf8.split(separator: UInt8(ascii: "/")).dropLast() {
        above += "/" + String(decoding: part, as: UTF8.self)
        if !folders.contains(above) { folders.append(above) }
      }
    }
    return folders
  }

  private static func readOnly(_ path: String) -> [String] { ["--ro-bind-try", path, path] }
}
