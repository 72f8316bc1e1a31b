import Glibc
import System

/// `/proc`. Whatever runs tasks needs it: the threads for them are counted there (`/proc/THREAD/stat`, by libdispatch),
/// which ends the process where it does not find one, sooner or later and without a word.
enum ProcessFileSystem {
  /// False also for that of other processes, as when a container has its own numbers and another one's `/proc`.
  static var isMounted: Bool { SymbolicLinks.target(of: "/proc/self")?.utf8.elementsEqual("\(getpid())".utf8) ?? false }

  /// Of a command that cannot run without.
  static let failure =
    "/proc is not mounted, or is that of other processes: this command counts its threads there; mount it (what systemd"
    + " leaves with ProcSubset=pid is enough)"

  /// To be called before the first task is made: ends the process with 1 where there is none.
  static func demand() {
    if isMounted { return }
    StandardStreams.write("securellm: \(failure)\n", to: STDERR_FILENO)
    exit(1)
  }
}
