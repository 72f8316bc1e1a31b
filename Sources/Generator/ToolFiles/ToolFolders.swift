package import SchemaCompiler
import Synchronization
import System
package import ToolRuntime

/// The tools that a server loads: those of the folders it was started with, and those of its project where they are
/// allowed. Looks whether files have changed, and says what it finds.
package final class ToolFolders: LoadedToolSource {
  /// What is there at one time.
  package struct Contents: Sendable {
    package var tools: [LoadedTool] = []
    /// Of files that cannot be used, by the paths that people know.
    package var errors: [Diagnostic] = []
    /// Nil for a project without tools of its own.
    package var project: ProjectTools?

    package init() {}

    /// A line for each error, without what to do about it.
    package var errorLines: [String] {
      errors.map { OutputText.clean("\($0.file):\($0.line):\($0.column): \($0.message)") }
    }

    /// A sentence for each thing that is not used although it is there.
    package var complaints: [String] { errors.map(\.description) + [project?.reason].compactMap(\.self) }
  }

  private struct State {
    var stamp: ToolStamp?
    var files: [[ToolFileSet.File]]?
    var problems: [Diagnostic] = []
    var contents = Contents()
  }

  private let locations: [ToolLocation]
  private let projectRoot: String
  private let allowed: AllowedProjects
  private let builtIn: [String]
  private let report: @Sendable ([String]) -> Void
  private let compilations = ToolCompilations()
  private let state = Mutex(State())

  /// - Parameters:
  ///   - folders: that somebody has named, who answers for them.
  ///   - projectRoot: whose own tools are used when they are allowed.
  ///   - builtIn: names that no file may take.
  ///   - report: hears what is wrong, at the first look and at each change.
  package init(
    folders: [String], projectRoot: String, allowed: AllowedProjects, builtIn: [String],
    report: @escaping @Sendable ([String]) -> Void
  ) {
    locations = folders.map { folder in
      ToolLocation(folder, FileStatus(folder)?.kind == .regular ? .file : .folder)
    }
    self.projectRoot = projectRoot
    self.allowed = allowed
    self.builtIn = builtIn
    self.report = report
  }

  /// Whether there is anything to look at: without it a server does nothing of all this.
  package static func areNeeded(folders: [String], projectRoot: String) -> Bool {
    !folders.isEmpty || FileStatus(ofLink: projectRoot + "/" + ProjectTools.folder) != nil
  }

  /// As of the last look.
  package var contents: Contents { state.withLock { $0.contents } }

  package func refresh() -> [LoadedTool]? {
    guard let changed = state.withLock({ look(&$0) }) else { return nil }
    if !changed.complaints.isEmpty { report(changed.complaints) }
    return changed.tools
  }

  /// Nil when all is as it was.
  private func look(_ state: inout State) -> (complaints: [String], tools: [LoadedTool])? {
    // Before the files are read: what changes after it shows at the next look.
    let stamp = stamp()
    if stamp == state.stamp { return nil }
    state.stamp = stamp.isFresh ? nil : stamp
    let project = ProjectTools(ofProject: projectRoot, allowed)
    let sets = locations.map { ToolFileSet($0) } + (project.map { $0.permission == .allowed ? [$0.files] : [] } ?? [])
    let files = sets.map(\.files)
    let isSame =
      files == state.files && project?.permission == state.contents.project?.permission
      && project?.files.digest == state.contents.project?.files.digest
    let problems = sets.flatMap(\.problems)
    if isSame, problems == state.problems { return nil }
    let folder = ToolFolder.load(sets, beside: builtIn, compilations)
    var contents = Contents()
    contents.tools = folder.tools.compactMap { LoadedTool($0.compiled, shown: $0.shown) }
    contents.errors = folder.errors
    contents.project = project
    (state.files, state.problems, state.contents) = (files, problems, contents)
    return (contents.complaints, contents.tools)
  }

  /// Of the files, and of what says that the project's are allowed.
  private func stamp() -> ToolStamp {
    guard let project = try? Files.resolved(projectRoot) else { return ToolStamp(locations, files: []) }
    return ToolStamp(
      locations + [ToolLocation(project + "/" + ProjectTools.folder, .project)], files: [allowed.file(of: project)])
  }
}
