import System
package import ToolRuntime

/// The directory that programs see as their home: private, ours, and made when the first program runs.
///
/// Programs get one since some keep caches there (the evaluator of nix refuses to work without); nothing of the user's
/// own home, with its keys and settings, is visible through it.
package struct ProgramHome: Sendable {
  /// Absolute.
  let path: String
  /// For messages.
  private let purpose: String

  /// - Parameter path: absolute.
  package init(path: String, purpose: String = "the home of programs") {
    self.path = path
    self.purpose = purpose
  }

  private func makeFolder() -> Bool { (try? Folders.make(path)) != nil }

  /// Makes the directory, and missing ones above it, with mode 0700. Costs two `lstat` when it is there.
  ///
  /// - Throws: `storage` when it cannot be made, or when others could write into what is there.
  package func prepare() throws(ToolFailure) {
    if FileStatus(ofLink: path) == nil, !makeFolder() {
      throw ToolFailure(
        .storage,
        "the directory \(path), \(purpose), cannot be created: check the permissions above it, or set"
          + " XDG_CACHE_HOME to another directory")
    }
    // Looked at again after it was made: somebody else may have put a link or a directory there meanwhile.
    guard let status = FileStatus(ofLink: path), status.kind == .folder, status.isPrivate else {
      throw ToolFailure(
        .storage,
        "\(path), \(purpose), is not a directory that only this user may write: move it aside, a"
          + " new one is then created")
    }
  }
}
