import SchemaCompiler
import System

/// The tools that a project brings along, in its folder `.securellm/tools`, and whether this user has allowed them.
/// Nothing of them is compiled, let alone run, before that.
package struct ProjectTools: Sendable {
  /// Beneath the project.
  package static let folder = ".securellm/tools"

  package enum Permission: Sendable, Equatable {
    case allowed
    case never
    /// The files are others than those that were allowed.
    case changed
    /// Some files may not be used; which, the set says.
    case refused
  }

  /// Real path of the project.
  package let project: String
  /// What there is now, read once.
  package let files: ToolFileSet
  package let permission: Permission

  /// Nil for a project without such a folder, or with none in it.
  package init?(ofProject root: String, _ allowed: AllowedProjects) {
    guard let project = try? Files.resolved(root),
      FileStatus(ofLink: project + "/" + Self.folder) != nil
    else { return nil }
    self.project = project
    files = ToolFileSet(ToolLocation(project + "/" + Self.folder, .project))
    if files.files.isEmpty, files.problems.isEmpty { return nil }
    if !files.problems.isEmpty {
      permission = .refused
    } else if let entry = allowed.entry(of: project) {
      permission = entry.digest.utf8.elementsEqual(files.digest.utf8) ? .allowed : .changed
    } else {
      permission = .never
    }
  }

  /// Why they are not used; nil when they are.
  package var reason: String? {
    let count = files.tools.count
    let isOne = count == 1
    let tools = "\(project)/\(Self.folder) has \(count) tool file\(isOne ? "" : "s") that"
    switch permission {
    case .allowed: return nil
    case .never:
      return "\(tools) \(isOne ? "is" : "are") not allowed yet: look at them, then run `securellm allow \(project)`"
    case .changed:
      return
        "\(tools) \(isOne ? "has" : "have") changed since they were allowed: look at them, then run `securellm allow \(project)`"
    case .refused:
      let first = files.problems[0]
      return "\(tools) \(isOne ? "is" : "are") not used: \(first.file): \(first.message) (\(first.hint))"
    }
  }
}
