import Glibc

/// A file that is open for reading as long as this value lives, which may end with its last use: whoever takes the
/// descriptor out keeps the value alive until the calls on it are done.
package struct OpenFile: ~Copyable {
  let path: String
  package let descriptor: Int32

  /// Opens the file, or takes standard input for `-`.
  package init(_ path: String) throws(FileFailure) {
    self.path = path
    if path.utf8.elementsEqual(Files.standardInput.utf8) {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = try Files.open(path)
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }
}
