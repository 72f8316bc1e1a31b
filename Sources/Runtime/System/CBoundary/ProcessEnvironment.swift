// `environ` and `getcwd`'s text are copied before anything else could change them: nothing in this program calls
// `setenv`, and what takes variables away does so before there is a second thread.
import Glibc

/// What the process was started with.
package enum ProcessEnvironment {
  /// All variables, as they were when this was first asked for, without the directories of a service that this process is
  /// not. The process's own environment may lose some of them later, so that no child and no reader of `/proc` finds them.
  package static let variables = ServiceVariables.own(readVariables(), process: getpid())

  /// A variable; nil when it is not set.
  package static func variable(_ name: String) -> String? { variables[name] }

  private static func readVariables() -> [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let pair = unsafe String(cString: text)
      // The first of two of one name counts, as for getenv(3).
      if let sign = pair.utf8.firstIndex(of: 0x3D), variables[String(pair[..<sign])] == nil {
        variables[String(pair[..<sign])] = String(pair[pair.utf8.index(after: sign)...])
      }
      unsafe entry += 1
    }
    return variables
  }

  /// Absolute path of the working directory; nil when it has been removed.
  package static var currentDirectory: String? {
    guard let path = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// Processors that are online, at least 1.
  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
