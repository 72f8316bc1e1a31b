/// What a program may do while it runs. Everything else is refused by the kernel, as far as ``SandboxSupport`` says.
package struct Sandbox: Sendable, Equatable {
  /// What may be done with a file, or beneath a folder.
  package enum Grant: Sendable, Hashable {
    case read
    /// Run as a program, and read.
    case execute
    /// Read, write, make, rename and remove.
    case write
  }

  /// Which sockets may be made.
  package enum Network: Sendable, Equatable {
    case none
    /// Those of files on this machine, for programs that are clients of a daemon.
    case unixSockets
    case all
  }

  /// A path outside the working directory.
  package struct Rule: Sendable, Hashable {
    /// Absolute; links in it are followed. A path that is not there is passed over.
    package let path: String
    package let grant: Grant

    package init(_ path: String, _ grant: Grant) {
      self.path = path
      self.grant = grant
    }
  }

  /// Who confines the program.
  package enum Tier: Sendable, Equatable {
    /// The kernel, asked by the child itself: Landlock for files, a filter for system calls.
    case kernel
    /// Bubblewrap, with mounts instead of rules, for programs that make mounts and namespaces themselves: Landlock
    /// forbids those.
    case bubblewrap(Program)
  }

  /// Limits of one process, which its children inherit; a lower one of this process stays.
  package struct Limits: Sendable, Equatable {
    /// Private memory (`RLIMIT_DATA`). Address space is bounded at eight times as much, for shared memory.
    package var memoryBytes: Int
    package var cpuSeconds: Int
    /// The size of a file that is written; 0 when none is.
    package var fileBytes: Int
    package var openFiles: Int
    /// Processes of the run together, where they may be started.
    package var processes: Int

    package init(memoryBytes: Int, cpuSeconds: Int, fileBytes: Int, openFiles: Int, processes: Int) {
      self.memoryBytes = memoryBytes
      self.cpuSeconds = cpuSeconds
      self.fileBytes = fileBytes
      self.openFiles = openFiles
      self.processes = processes
    }
  }

  /// Of the working directory and all beneath it; nil for none.
  package var workingDirectory: Grant?
  /// Beside those that the program itself needs to start, which are added.
  package var rules: [Rule]
  /// A fresh folder that this run alone may read and write. Unlike rules it leaves modes, times and attributes refused:
  /// those of the project would be open otherwise.
  package var resultFolder: String?
  /// Whether it may start processes, which end with it.
  package var mayStartProcesses: Bool
  /// Sockets of every kind count, UNIX sockets and datagrams included.
  package var network: Network
  package var limits: Limits
  package var tier: Tier

  package init(
    workingDirectory: Grant?, rules: [Rule] = [], resultFolder: String? = nil, mayStartProcesses: Bool,
    network: Network, limits: Limits, tier: Tier = .kernel
  ) {
    self.workingDirectory = workingDirectory
    self.rules = rules
    self.resultFolder = resultFolder
    self.mayStartProcesses = mayStartProcesses
    self.network = network
    self.limits = limits
    self.tier = tier
  }

  /// The rules with that of the result's folder.
  var allRules: [Rule] { rules + (resultFolder.map { [Rule($0, .write)] } ?? []) }

  /// Whether something may be written, and so its mode, times and attributes be changed: the kernel cannot say by path
  /// whose they are.
  var writes: Bool { workingDirectory == .write || rules.contains { $0.grant == .write } }
}

/// What this kernel, and the container around this process, can refuse.
package struct SandboxSupport: Sendable, Equatable {
  /// How the processes of a run are made to end with it.
  package enum ProcessNamespace: Int, Sendable {
    case none, asRoot, withUserNamespace
  }

  /// The version of Landlock: 0 without.
  package var landlock: Int
  /// Whether system calls can be filtered.
  package var filtersCalls: Bool
  package var processNamespace: ProcessNamespace
  /// Whether the number of processes of a run can be bounded.
  package var boundsProcesses: Bool
  /// Whether the memory of all processes of a run together can be bounded.
  package var boundsMemory: Bool

  /// Whether a program can be confined at all: files by Landlock, sockets and processes by the filter.
  package var isComplete: Bool { landlock > 0 && filtersCalls }

  /// What is missing for a sandbox, in words; empty when nothing is.
  package var missing: [String] {
    (landlock > 0 ? [] : ["Landlock (Linux 5.13 or later, not switched off by lsm= or by the container)"])
      + (filtersCalls ? [] : ["seccomp filters"])
  }
}

/// Which tier a program must have at least, in rising order. The raw values are the words of the configuration and of
/// `SECURELLM_SANDBOX`.
package enum SandboxDemand: String, Sendable, Comparable, CaseIterable {
  /// It runs with what the kernel has.
  case optional
  /// It runs in the tier of its tool file, or not at all.
  case required
  /// Every program runs in bubblewrap, also those that the kernel tier could hold, or not at all.
  case bubblewrap

  package static func < (one: Self, other: Self) -> Bool { one.rank < other.rank }

  /// What `SECURELLM_SANDBOX` says; nil when it is not set.
  ///
  /// - Throws: For any other word: a server that guessed might run programs unconfined.
  package static func inEnvironment(_ environment: [String: String]) throws(InvalidSandboxDemand) -> SandboxDemand? {
    guard let word = environment["SECURELLM_SANDBOX"] else { return nil }
    guard let demand = allCases.first(where: { $0.rawValue.utf8.elementsEqual(word.utf8) }) else {
      throw InvalidSandboxDemand()
    }
    return demand
  }

  private var rank: Int {
    switch self {
    case .optional: 0
    case .required: 1
    case .bubblewrap: 2
    }
  }
}

/// `SECURELLM_SANDBOX` has a word that is none of its own.
package struct InvalidSandboxDemand: Error, Equatable, CustomStringConvertible {
  package var description: String {
    "SECURELLM_SANDBOX must be \"required\", \"bubblewrap\" or \"optional\": write one of them, or unset it, which"
      + " means \"required\""
  }
}
