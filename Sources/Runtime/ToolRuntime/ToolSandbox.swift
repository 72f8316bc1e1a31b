extension ToolDefinition {
  /// What a program may do to the machine: declared in the tool file, completed by what is known of the program.
  public struct Sandbox: Sendable, Equatable {
    /// The words that a tool file has for it.
    public enum Profile: String, Sendable {
      /// Nothing of the project, no network.
      case pure
      /// The project, read only.
      case readProject = "read-project"
      /// The project, read and written.
      case writeProject = "write-project"
      /// The project, read only, and sockets.
      case network
    }

    /// Who confines the program.
    public enum Tier: String, Sendable {
      /// Landlock, filters of system calls and limits, in this process's own child.
      case kernel
      /// Namespaces and mounts made by bubblewrap, for programs that make some themselves.
      case bubblewrap
    }

    package let profile: Profile
    /// The profile has sockets, or the file adds them to `write-project`.
    package let hasNetwork: Bool
    /// The tool is there to run what the project says.
    package let runsProjectCode: Bool
    /// Bytes of memory.
    package let memoryBytes: Int
    /// Seconds of processor time, of all threads together.
    package let cpuSeconds: Int
    /// Bytes of the largest file it may write; 0: none.
    package let fileBytes: Int
    package let openFiles: Int
    /// How many processes there may be at a time, the program's own included.
    package let processes: Int
    /// False for programs that are known to need no other process.
    package let mayStartProcesses: Bool
    package let tier: Tier

    public init(
      profile: Profile, hasNetwork: Bool, runsProjectCode: Bool, memoryBytes: Int, cpuSeconds: Int, fileBytes: Int,
      openFiles: Int, processes: Int, mayStartProcesses: Bool, tier: Tier
    ) {
      self.profile = profile
      self.hasNetwork = hasNetwork
      self.runsProjectCode = runsProjectCode
      self.memoryBytes = memoryBytes
      self.cpuSeconds = cpuSeconds
      self.fileBytes = fileBytes
      self.openFiles = openFiles
      self.processes = processes
      self.mayStartProcesses = mayStartProcesses
      self.tier = tier
    }
  }
}
