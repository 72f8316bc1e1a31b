import CProcess
import Glibc
import System

/// Keeps what this process knows from other processes of the same user: keys of providers come in its environment,
/// which anything that the user runs can read beneath /proc, as could a child that a tool has started.
package enum ProcessPrivacy {
  /// Set to `true` by who has to attach a debugger, or to look at the memory and descriptors of the process.
  private static let exception = "SECURELLM_DUMPABLE"

  /// To be called once, while there is one thread: reads the environment, overwrites it, and makes the process
  /// private. Where that fails the process does not start: running on would look private and be not.
  package static func begin() {
    let isOpen = ProcessEnvironment.variables[exception]?.utf8.elementsEqual("true".utf8) ?? false
    environment_forget()
    if isOpen || process_make_private() == 1 { return }
    let message =
      "securellm: the process cannot be protected from others (prctl, setrlimit), so it does not start; to start it"
      + " anyway, set \(exception)=true\n"
    try? Files.writeAll(Array(message.utf8), to: STDERR_FILENO)
    exit(1)
  }
}
