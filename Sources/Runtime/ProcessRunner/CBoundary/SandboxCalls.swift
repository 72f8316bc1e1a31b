import CLauncher
import Glibc

/// What a sandbox asks of the kernel. Each call lends a path for its own time.
enum SandboxCalls {
  static func makeRuleset(network: Bool) -> (descriptor: Int32, error: Int32) {
    let descriptor = launcher_ruleset_make(network ? 1 : 0)
    return (descriptor, descriptor < 0 ? errno : 0)
  }

  /// Grants access to a path. One that is not there, or cannot be looked up, is passed over: nothing is granted then.
  /// Returns 0, or an errno value.
  static func allow(_ ruleset: Int32, path: String, _ grant: Sandbox.Grant) -> Int32 {
    let descriptor = unsafe open(path, FolderCalls.pathFlag | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { Glibc.close(descriptor) }
    return allow(ruleset, descriptor, grant)
  }

  /// The same of a path that a descriptor names.
  static func allow(_ ruleset: Int32, _ descriptor: Int32, _ grant: Sandbox.Grant) -> Int32 {
    let grants =
      switch grant {
      case .read: launcher_grant_read.rawValue
      case .execute: launcher_grant_execute.rawValue
      case .write: launcher_grant_read.rawValue | launcher_grant_write.rawValue
      }
    return launcher_ruleset_allow(ruleset, descriptor, grants)
  }

  /// The version of Landlock that this kernel has, 0 without, and how the processes of a run can be kept together.
  static var kernel: (landlock: Int, filtersCalls: Bool, namespace: SandboxSupport.ProcessNamespace) {
    (
      Int(launcher_landlock_version()), launcher_filters_calls() == 1,
      SandboxSupport.ProcessNamespace(rawValue: Int(launcher_namespace_kind())) ?? .none
    )
  }

  /// A filter of system calls as a file for another program to set; nil when the kernel gives none.
  static func filter(refusing refusals: UInt32) -> OwnedDescriptor? {
    let descriptor = launcher_filter_descriptor(refusals)
    return descriptor < 0 ? nil : OwnedDescriptor(descriptor)
  }

  /// Lets this process, and the program that it becomes, start no other. Returns 0, or an errno value.
  static func refuseProcesses() -> Int32 { launcher_refuse_processes_here() }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  static func makeFolder(_ path: String) -> Bool { unsafe mkdir(path, 0o755) == 0 }

  @discardableResult
  static func removeFolder(_ path: String) -> Bool { unsafe rmdir(path) == 0 }

  static func openForWriting(_ path: String) -> Int32? {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    return descriptor < 0 ? nil : descriptor
  }

  /// Writes a line of a control file at once.
  static func write(_ path: String, _ bytes: [UInt8]) -> Bool {
    guard let descriptor = openForWriting(path) else { return false }
    defer { Glibc.close(descriptor) }
    return unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count
  }
}

/// The path with every link followed; nil when nothing is there.
func realPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(validatingCString: resolved)
}
