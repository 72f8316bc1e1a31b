import ToolRuntime

/// A private directory with one file: a link named `git` to this program, which takes a repository's filters away when
/// it is called by that name.
///
/// It stands first in the `PATH` of programs, since some start git by themselves, in repositories that only they know of:
/// nix does in every flake that is a work tree, and in each of its inputs.
struct GitGuardFolder: Sendable {
  /// Absolute.
  private let path: String
  /// The file of this program as it was called at the start: an update replaces it under the same name.
  private let executable: String?

  init(path: String) {
    self.path = path
    executable = DirectoryCalls.linkTarget("/proc/self/exe")
  }

  /// Makes the directory and the link, or looks whether they are still what they were.
  ///
  /// - Throws: `storage`: without the guard no program runs.
  func prepare() throws(ToolFailure) {
    try ProgramHome(path: path, purpose: "where programs find git").prepare()
    guard let executable, DirectoryCalls.isExecutable(executable) else {
      throw ToolFailure(
        .storage, "the file of this server is gone, which programs need to start git safely: start the server again")
    }
    let link = path + "/git"
    if DirectoryCalls.linkTarget(link) == executable { return }
    guard DirectoryCalls.replaceLink(link, target: executable) else {
      throw ToolFailure(
        .storage, "\(link) cannot be made: check the permissions of \(path), or set XDG_CACHE_HOME to another directory"
      )
    }
  }
}
