import Dispatch
import SchemaCompiler
import Synchronization

/// Tool files that have been compiled. A file is compiled again when its text has changed, or that of a file that it
/// refers to.
package final class ToolCompilations: Sendable {
  private struct Entry {
    let compilation: ToolCompilation
    /// Whatever it was made of.
    let files: [(path: String, bytes: [UInt8])]

    func isMade(of sources: SourceSet) -> Bool { files.allSatisfy { sources[$0.path]?.bytes == $0.bytes } }
  }

  typealias Request = (sources: SourceSet, path: String, shown: String)

  /// Below it another thread costs more than it saves.
  private static let fewest = 4

  /// By the path that people know.
  private let known = Mutex<[String: Entry]>([:])

  package init() {}

  /// In the order of the files. What is not among them is forgotten.
  func compile(_ files: [Request]) -> [ToolCompilation] {
    let known = known.withLock { $0 }
    var found = files.map { file -> ToolCompilation? in
      guard let entry = known[file.shown], entry.isMade(of: file.sources) else { return nil }
      return entry.compilation
    }
    let missing = found.indices.filter { found[$0] == nil }
    for (index, compilation) in zip(missing, Self.compile(missing.map { files[$0] })) { found[index] = compilation }
    let compilations = found.compactMap(\.self)
    remember(files, compilations)
    return compilations
  }

  /// On all processors where there are many.
  private static func compile(_ files: [Request]) -> [ToolCompilation] {
    guard files.count >= fewest else { return files.map { ToolCompiler.examine($0.path, in: $0.sources) } }
    let made = Mutex<[Int: ToolCompilation]>([:])
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      let compilation = ToolCompiler.examine(files[index].path, in: files[index].sources)
      made.withLock { $0[index] = compilation }
    }
    return made.withLock { made in files.indices.compactMap { made[$0] } }
  }

  /// Of a tool that has errors it is not known what it was made of: it is compiled each time.
  private func remember(_ files: [Request], _ compilations: [ToolCompilation]) {
    var entries: [String: Entry] = [:]
    for (file, compilation) in zip(files, compilations) {
      guard let tool = compilation.tool else { continue }
      let paths = tool.input.files.union(tool.output.files).union([file.path])
      let texts = paths.compactMap { path in file.sources[path].map { (path: path, bytes: $0.bytes) } }
      if texts.count == paths.count { entries[file.shown] = Entry(compilation: compilation, files: texts) }
    }
    known.withLock { $0 = entries }
  }
}
