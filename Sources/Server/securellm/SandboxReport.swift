import NativeTools
import ProcessRunner
import ToolRuntime
import Tools

/// What the sandbox of programs consists of on this machine, and what it does not hold. For people who decide whether
/// it is enough for them: gaps are said as plainly as what works. `Tests/Hostile` holds what gets out against these
/// lines.
struct SandboxReport {
  /// Fine, holds less than it could, or keeps programs from running.
  enum Grade { case fine, doubtful, broken }

  /// For `Doctor`, which lays it out with its other lines.
  struct Line {
    let grade: Grade
    let name: String
    let detail: String
  }

  private(set) var lines: [Line] = []

  /// - Parameter support: that of this kernel; another one in tests.
  init(_ workspace: Workspace, support: SandboxSupport = .ofThisKernel) {
    files(support, workspace.sandboxDemand)
    calls(support, workspace.sandboxDemand)
    processes(support)
    bubblewrap(workspace)
    add(.fine, "not covered", Self.neverHeld.joined(separator: "; "))
  }

  /// What no rule of a kernel keeps a confined program from, whatever its version.
  private static let neverHeld = [
    "names, sizes and times of files outside can be found out", "a hard link in the project is the file it links to",
    "work that a daemon does on request is done outside the sandbox",
    "a program that may write somewhere may change modes, owners and times of all that is its user's",
    "a program may load a file of the project as code: none that is declared does",
    "an offline tool that works through a daemon may reach every socket of this machine's files",
    "threads are bounded by memory alone where no process may be started",
  ]

  /// Landlock came in versions (1 with Linux 5.13); each gap is what the next one closed.
  private mutating func files(_ support: SandboxSupport, _ demand: SandboxDemand) {
    guard support.landlock > 0 else {
      return missing("files", "the kernel has no Landlock, or it is switched off", demand)
    }
    var gaps: [String] = []
    if support.landlock < 2 { gaps.append("files cannot be moved between folders") }
    if support.landlock < 3 { gaps.append("a file that may be opened may be cut off") }
    if support.landlock < 5 { gaps.append("devices that may be opened take any ioctl") }
    if support.landlock < 6 { gaps.append("signals are refused by the filter, also those to own processes") }
    add(
      gaps.isEmpty ? .fine : .doubtful, "files",
      "Landlock, version \(support.landlock)" + (gaps.isEmpty ? "" : ": " + gaps.joined(separator: "; ")))
  }

  /// Sockets, new processes and what reaches beyond the process are in no rule of Landlock's: without the filter
  /// nothing runs.
  private mutating func calls(_ support: SandboxSupport, _ demand: SandboxDemand) {
    guard support.filtersCalls else { return missing("system calls", "the kernel has no seccomp filters", demand) }
    add(.fine, "system calls", "filtered: sockets, new processes, other processes, mounts, the machine")
  }

  /// Doubtful at most: what is missing here is looked after when the program ends, only less surely.
  private mutating func processes(_ support: SandboxSupport) {
    switch support.processNamespace {
    case .asRoot, .withUserNamespace: add(.fine, "processes", "what a program starts ends with it, in a PID namespace")
    case .none:
      add(
        .doubtful, "processes",
        "no PID namespace can be made: what a program starts is looked for when it ends, and may outlive a killed server"
      )
    }
    // Control groups are often closed to ordinary users and in containers; the user namespace counts as well.
    if support.boundsProcesses {
      add(.fine, "their number", "bounded by a control group")
    } else if support.processNamespace == .withUserNamespace {
      add(.fine, "their number", "bounded in a user namespace")
    } else {
      add(.doubtful, "their number", "not bounded where a program may start others: no control group can be made")
    }
    // Each process has a limit of its own anyway: what is missing is the sum.
    if support.boundsMemory {
      add(.fine, "their memory", "bounded together by a control group, where a program may start others")
    } else {
      add(
        .doubtful, "their memory", "bounded for each process, not together, and shared memory not: no control group")
    }
  }

  /// Said only where some tool would use it; looked for where the programs of tools are, then in the standard
  /// directories.
  private mutating func bubblewrap(_ workspace: Workspace) {
    let isForAll = workspace.sandboxDemand == .bubblewrap
    let users = Catalogue.definitions.filter {
      $0.program.map { isForAll || $0.sandbox.tier == .bubblewrap } ?? false
    }.map { "\($0.name)" }
    guard !users.isEmpty else { return }
    let tools = users.joined(separator: ", ")
    guard let program = Program.resolve("bwrap", in: workspace.programDirectories) ?? Program.resolve("bwrap") else {
      return add(.broken, "bubblewrap", "bwrap is not installed; disabled: \(tools). Install the package bubblewrap")
    }
    add(.fine, "bubblewrap", "\(program.path) (\(tools); under a filter of system calls where there is one)")
  }

  /// How bad it is depends on what is demanded: the same kernel serves one configuration and not another.
  private mutating func missing(_ name: String, _ what: String, _ demand: SandboxDemand) {
    switch demand {
    case .required: add(.broken, name, "\(what): no program is run. SECURELLM_SANDBOX=optional runs them unconfined")
    case .bubblewrap: add(.doubtful, name, "\(what): every program runs in bubblewrap")
    case .optional: add(.doubtful, name, "\(what): programs run unconfined, as SECURELLM_SANDBOX=optional says")
    }
  }

  private mutating func add(_ grade: Grade, _ name: String, _ detail: String) {
    lines.append(Line(grade: grade, name: name, detail: detail))
  }
}
