public import JSONCore
import ProcessRunner

/// The files of the project, for a handler that reads them itself.
///
/// Paths come from the arguments of a call and must lead to something inside: the kernel resolves each beneath the
/// project's folder, so that neither `..` nor a symbolic link leads out of it, and what is in a `.git` is never read.
public struct ProjectFiles: Sendable {
  /// The absolute path of the project's folder.
  public let root: String

  init(_ root: String) { self.root = root }

  /// The bytes of a file.
  ///
  /// - Parameters:
  ///   - path: relative to the project.
  ///   - limit: bytes; a larger file is an error and not cut.
  /// - Throws: what is wrong with the path, for the model: it chose it.
  public func read(_ path: JSONString, limit: Int) throws(ToolFailure) -> [UInt8] {
    let folder = try folder()
    do throws(ProjectFolder.ReadFailure) { return try folder.read(path.bytes, limit: limit) } catch {
      throw ToolFailure(.notFound, "the file \(error.reason(limit))")
    }
  }

  /// The same as text; bytes that are no UTF-8 become U+FFFD.
  public func text(_ path: JSONString, limit: Int) throws(ToolFailure) -> String {
    String(decoding: try read(path, limit: limit), as: UTF8.self)
  }

  /// Refuses a path that leads out of the project or into a `.git`; one where nothing is yet is allowed.
  public func check(_ path: JSONString) throws(ToolFailure) {
    let outcome = try folder().outcome(path.bytes)
    if outcome == .inside || outcome == .absent { return }
    throw ToolFailure(.invalidArguments, "the path \(ProjectFolder.ReadFailure.refused(outcome).reason(0))")
  }

  private func folder() throws(ToolFailure) -> ProjectFolder {
    if let folder = ProjectFolder(root) { return folder }
    throw ToolFailure(
      .internalError, "the project \(root) is not a folder that can be entered: set SECURELLM_PROJECT_ROOT")
  }
}

extension ProjectFolder.ReadFailure {
  /// The end of a sentence that begins with what was named.
  fileprivate func reason(_ limit: Int) -> String {
    switch self {
    case .refused(.absent): "is not there: look at what the project has"
    case .refused(.outside): "leads out of the project, by itself or through a symbolic link: name something inside"
    case .refused(.repository): "is or lies in a .git, which is never read"
    case .refused(.circular): "goes through symbolic links that lead in a circle"
    case .refused(.unreadable(let errno)): "cannot be looked up (error \(errno))"
    case .refused(.inside), .notFile: "is not a regular file"
    case .tooLarge: "has more than \(limit) bytes"
    case .system(let error): "cannot be read: \(error)"
    }
  }
}
