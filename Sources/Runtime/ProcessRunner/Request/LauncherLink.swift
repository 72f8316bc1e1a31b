import System

/// A program that is a shell, an interpreter or a launcher under another name: a link to `busybox`, or one that somebody
/// made to get past the names that no tool may use.
///
/// What was proved of a program's arguments is about the program of that name, so one that does whatever it is told must
/// not be started in its place. A script is no such link: what it does is in its text, and the kernel starts its
/// interpreter with that text alone.
struct LauncherLink {
  /// The file that runs.
  let real: String

  /// Programs whose files are compared with others that have several names.
  private static let names = ["busybox", "toybox", "sh", "bash", "dash", "zsh", "python3", "perl", "node"]

  /// Nil when the program at `path` is what it is called. Whoever asks for a shell by its name gets one.
  init?(_ name: String, at path: String, _ directories: [String]) {
    guard !Self.isLauncher(name), let real = realPath(path) else { return nil }
    if let last = real.utf8.split(separator: UInt8(ascii: "/")).last {
      let target = String(decoding: last, as: UTF8.self)
      if Self.isLauncher(target) {
        self.real = real
        return
      }
    }
    guard let other = Self.twin(of: path, directories) else { return nil }
    self.real = other
  }

  private static func isLauncher(_ name: String) -> Bool { ProgramKind.of(name)?.hidesBehindLinks == true }

  /// The same file under the name of a launcher: a hard link has no target that would say so.
  private static func twin(of path: String, _ directories: [String]) -> String? {
    // Some managers of versions give all of their scripts one file.
    guard let own = FileStatus(path), (try? Files.readPrefix(path, limit: 2)) != Array("#!".utf8) else { return nil }
    for directory in directories {
      for name in names {
        let other = "\(directory)/\(name)"
        if let status = FileStatus(other), status.inode == own.inode, status.device == own.device { return other }
      }
    }
    return nil
  }
}
