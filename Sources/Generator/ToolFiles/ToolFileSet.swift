import JSONCore
package import SchemaCompiler

/// The tool files of one place, read once: what is digested, shown to somebody and compiled is the same bytes.
///
/// In it a tool file lies at `tools/GROUP/FILE.json`, as those of the build do, and beside `common/` as the build has
/// it, so that its text means the same compiled and loaded. Files of a folder's own `common/` are there too.
package struct ToolFileSet: Sendable {
  package struct File: Sendable, Equatable {
    /// From the folder: `git/log.json`.
    package let relative: String
    /// In the source set: `tools/git/log.json`.
    package let path: String
    /// As people find it: the folder as it was named, and `git/log.json` behind it.
    package let shown: String
    package let bytes: [UInt8]

    package var isTool: Bool { path.utf8.starts(with: "tools/".utf8) }

    package init(relative: String, path: String, shown: String, bytes: [UInt8]) {
      self.relative = relative
      self.path = path
      self.shown = shown
      self.bytes = bytes
    }
  }

  package let location: ToolLocation
  /// In the order of the bytes of their relative paths.
  package let files: [File]
  /// What could not be read, or may not be.
  package let problems: [Diagnostic]
  package let sources: SourceSet
  private let shown: [String: String]

  /// - Parameter beside: reads what a single file refers to, by its path in the source set.
  init(
    _ location: ToolLocation, files: [File], problems: [Diagnostic],
    beside: (@Sendable (String) -> SourceFile?)? = nil
  ) {
    self.location = location
    self.files = files.sorted { $0.relative.utf8.lexicographicallyPrecedes($1.relative.utf8) }
    self.problems = problems
    var sources = SourceSet(Self.builtIn)
    for file in files { sources.insert(SourceFile(path: file.path, bytes: file.bytes)) }
    if let beside { sources.deferFiles([], load: beside) }
    self.sources = sources
    shown = Dictionary(files.map { ($0.path, $0.shown) }) { first, _ in first }
  }

  /// `Schemas/common` of this program.
  private static let builtIn: [SourceFile] = EmbeddedSchemas.paths
    .filter { $0.utf8.starts(with: "common/".utf8) }.compactMap { EmbeddedSchemas.file($0) }

  /// Those that describe tools, by their paths in the source set.
  package var tools: [File] { files.filter(\.isTool) }

  /// How people find the file at a path of the source set.
  package func shown(_ path: String) -> String {
    shown[path] ?? (path.utf8.starts(with: "common/".utf8) ? "(built in) \(path)" : path)
  }

  /// A diagnostic with the path that people know.
  package func shown(_ diagnostic: Diagnostic) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.file = shown(diagnostic.file)
    return diagnostic
  }
}
