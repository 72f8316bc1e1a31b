import CToolFiles
import SchemaCompiler

/// The files of the tools that are built in, with the definitions that they share: as they were when they were
/// compiled, so that their proofs can be shown on a machine that has no source.
///
/// In memory that lives as long as the program, and read only by the command that shows them: the start of a server
/// touches none of it.
enum ShippedTools {
  /// All of them.
  static var sources: SourceSet {
    var sources = SourceSet(displayRoot: "Schemas/")
    for path in EmbeddedSchemas.paths where path.utf8.starts(with: "common/".utf8) {
      if let file = EmbeddedSchemas.file(path) { sources.insert(file) }
    }
    guard var entry = unsafe tool_files() else { return sources }
    while let path = unsafe entry.pointee.path {
      let bytes = unsafe UnsafeBufferPointer(start: entry.pointee.bytes, count: entry.pointee.count)
      unsafe sources.insert(SourceFile(path: String(cString: path), bytes: Array(bytes)))
      unsafe entry += 1
    }
    return sources
  }

  /// The paths of the tool files among them.
  static func paths(_ sources: SourceSet) -> [String] { sources.paths.filter { $0.utf8.starts(with: "tools/".utf8) } }
}
