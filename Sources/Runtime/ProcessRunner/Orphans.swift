import CProcessControl
import Glibc

/// Ends what a child leaves running.
///
/// The process group is not enough: a grandchild that calls `setsid` has left it. Therefore this process adopts its
/// orphaned descendants (`PR_SET_CHILD_SUBREAPER`), and after each run those that belong to it, or to nobody, are
/// killed and reaped. Since everyone whose parent dies comes here in turn, a whole tree ends level by level.
///
/// What remains: a process that this one may not signal (set-user-ID programs), one started on request by a daemon
/// outside (`systemd-run`, `docker`), and a tree that forks faster than ``rounds`` sweeps can follow. When this process
/// is number 1 of its container, strangers become its children too, so only the session of the run itself is swept.
enum Orphans {
  /// Each round ends one level of a tree; a tree deeper than this is a fork bomb, which the sandbox has to bound.
  private static let rounds = 32
  /// SIGKILL takes effect within a millisecond, except in an uninterruptible system call.
  private static let reapMilliseconds: Int32 = 50

  /// Done once, before the first child starts. `false` on kernels without the call: then the group is all that ends.
  static let areAdopted = process_control_adopt_orphans() == 0

  /// Kills and reaps what is left of the run whose first process is `leader`.
  ///
  /// Call it while `leader` has ended but is not reaped, so that its number is not given to another process.
  static func sweep(after leader: pid_t) {
    kill(-leader, SIGKILL)
    for _ in 0..<rounds {
      let children = mainThreadChildren()
      let doomed = children.filter { $0 != leader && belongs($0, to: leader, among: children) }
      guard !doomed.isEmpty else { return }
      for process in doomed { kill(process, SIGKILL) }
      for process in doomed { _ = process_control_reap(process, reapMilliseconds) }
    }
  }

  /// Whether an adopted process is a remainder of the run of `leader`, or of a run that ended or that it escaped from.
  private static func belongs(_ process: pid_t, to leader: pid_t, among children: [pid_t]) -> Bool {
    guard let status = ProcessStatus(of: process) else { return false }
    if status.session == leader { return true }
    // Started by other code of this process: theirs to wait for.
    guard getpid() != 1, status.session != getsid(0) else { return false }
    if status.session == process { return true }
    // The session of another run that is still going: its leader is a child of ours that is no orphan.
    guard let owner = ProcessStatus(of: status.session) else { return true }
    return owner.parent != getpid() || children.contains(status.session)
  }
}
