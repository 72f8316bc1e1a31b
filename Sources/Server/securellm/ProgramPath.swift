import Glibc
import ProcessStart
import System

/// Where this program lies, as somebody should write it down who wants to start it next year.
struct ProgramPath {
  let path: String

  /// The name in PATH before the file it leads to: `/usr/local/bin/securellm` stays when the version behind it changes.
  init?(_ environment: [String: String]) {
    guard let running = FileStatus("/proc/self/exe") else { return nil }
    let inPath = (environment["PATH"] ?? "").utf8.split(separator: UInt8(ascii: ":")).map {
      "\(Substring($0))/securellm"
    }
    let named = [Self.asNamed].compactMap { $0 }
    let candidates = (inPath + named).filter { path in
      guard path.utf8.first == UInt8(ascii: "/"), let found = FileStatus(path) else { return false }
      return found.device == running.device && found.inode == running.inode
    }
    guard let path = candidates.first(where: { Self.reason($0) == nil }) ?? named.first ?? candidates.first else {
      return nil
    }
    self.path = path
  }

  /// By the name that it was called by; nil for a bare word, which PATH explains.
  private static var asNamed: String? {
    guard let name = ProcessImage.words.first, name.utf8.contains(UInt8(ascii: "/")) else {
      return SymbolicLinks.target(of: "/proc/self/exe")
    }
    if name.utf8.first == UInt8(ascii: "/") { return name }
    guard let folder = ProcessEnvironment.currentDirectory else { return nil }
    // `./x` and `../x` are tidied by the file system; what it is called there is what stays.
    return try? Files.resolved(folder + "/" + name)
  }

  /// Why the path will not last; nil when it will.
  var warning: String? { Self.reason(path) }

  private static func reason(_ path: String) -> String? {
    if path.contains("/.build/") {
      return "\(path) is a build folder, which the next clean build empties: install the program, then run this again"
    }
    if path.hasPrefix("/nix/store/") {
      return "\(path) goes away when its generation is collected: install it into a profile, then run this again"
    }
    if path.hasPrefix("/tmp/") { return "\(path) is a temporary folder: move the program, then run this again" }
    return nil
  }
}
