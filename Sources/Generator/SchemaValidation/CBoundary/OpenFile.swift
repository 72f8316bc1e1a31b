import Glibc

/// A file that is open for reading as long as this value lives, which may end with its last use: whoever takes the
/// descriptor out keeps the value alive until the calls on it are done.
package struct OpenFile: ~Copyable {
  let path: String
  package let descriptor: Int32

  /// Opens the file, or takes standard input for `-`.
  package init(_ path: String) throws(FileFailure) {
    self.path = path
    // Compared by bytes: String equality would take two spellings of a character for one name.
    if path.utf8.elementsEqual(DocumentFiles.standardInput.utf8) {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = try DocumentFiles.open(path)
  }

  /// Standard input was open before and belongs to the process: a second `-` reads what is left of it.
  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }
}
