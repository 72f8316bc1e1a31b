/// A directory that a service manager has made for the service it has started (systemd.exec(5), `StateDirectory=` and the
/// like), by the variable that names it.
package enum ServiceDirectory: String, CaseIterable, Sendable {
  case configuration = "CONFIGURATION_DIRECTORY"
  case state = "STATE_DIRECTORY"
  case cache = "CACHE_DIRECTORY"
  case logs = "LOGS_DIRECTORY"

  package var variable: String { rawValue }

  /// Those that the variable has, in order; empty without it. Nobody is served by a guess about a relative one.
  package func paths(_ environment: [String: String]) throws(RelativeServiceDirectory) -> [String] {
    let paths = (environment[variable] ?? "").utf8.split(separator: UInt8(ascii: ":")).map { String(Substring($0)) }
    guard paths.allSatisfy({ $0.utf8.first == UInt8(ascii: "/") && !$0.utf8.contains(0) }) else {
      throw RelativeServiceDirectory(variable: variable)
    }
    return paths
  }

  /// The first: of several, a service keeps its own files there.
  package func path(_ environment: [String: String]) throws(RelativeServiceDirectory) -> String? {
    try paths(environment).first
  }
}

package struct RelativeServiceDirectory: Error, Equatable, Sendable, CustomStringConvertible {
  package let variable: String

  package var description: String {
    "\(variable) is not a list of absolute paths, as systemd sets it: unset it, or write paths from the root"
  }
}
