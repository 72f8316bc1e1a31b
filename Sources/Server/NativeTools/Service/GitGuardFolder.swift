import System
package import ToolRuntime

/// A private directory with links to this program: as `git` it takes a repository's filters away and becomes the real
/// one, as `hg` it refuses (`ProcessStart/GitGuard`).
///
/// It comes first in the `PATH` of programs, since some start git by themselves, in repositories that only they know
/// of: nix does in every flake that is a work tree, and in each of its inputs.
package struct GitGuardFolder: Sendable {
  /// Absolute.
  private let path: String
  /// The file of this program as it was called at the start: an update replaces it under the same name.
  private let executable: String?

  package init(path: String) {
    self.path = path
    executable = SymbolicLinks.target(of: "/proc/self/exe")
  }

  /// Makes the directory and the links, or looks whether they are still what they were: before each run of a program,
  /// since an update or somebody's cleaning may have come in between.
  ///
  /// - Throws: `storage`: without the guard no program runs.
  package func prepare() throws(ToolFailure) {
    try ProgramHome(path: path, purpose: "where programs find git").prepare()
    guard let executable, FileAccess.mayExecute(executable) else {
      throw ToolFailure(
        .storage, "the file of this server is gone, which programs need to start git safely: start the server again")
    }
    // A server of another version may have made the links, or none yet.
    for name in ["/git", "/hg"] where SymbolicLinks.target(of: path + name) != executable {
      let link = path + name
      if SymbolicLinks.replace(link, target: executable) { continue }
      throw ToolFailure(
        .storage, "\(link) cannot be created: check the permissions of \(path), or change XDG_CACHE_HOME"
      )
    }
  }
}
