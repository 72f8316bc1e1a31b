extension SandboxSupport {
  /// Looked up once: what is tried for it costs a few milliseconds, and a kernel does not change while it runs.
  package static let ofThisKernel = SandboxSupport.probe()

  /// Lets this process, and the program that it becomes, start no other, whatever a repository names: a hook, a filter,
  /// a monitor of files. False where the kernel does not filter.
  package static func refuseProcesses() -> Bool { SandboxCalls.refuseProcesses() == 0 }

  private static func probe() -> SandboxSupport {
    let kernel = SandboxCalls.kernel
    return SandboxSupport(
      landlock: kernel.landlock, filtersCalls: kernel.filtersCalls, processNamespace: kernel.namespace,
      boundsProcesses: ControlGroup.boundsProcesses, boundsMemory: ControlGroup.boundsMemory)
  }
}
