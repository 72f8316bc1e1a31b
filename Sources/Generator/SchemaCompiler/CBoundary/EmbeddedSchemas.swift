import CSchemaData

/// The files of `Schemas/common`, `Schemas/meta` and `Schemas/programs`, which every program has in it that compiles
/// tool files.
///
/// They are in memory that lives as long as the program, and copied only when somebody asks: a tool of one program needs
/// the facts of that one.
package enum EmbeddedSchemas {
  /// Below `Schemas/`, in order of their bytes.
  package static let paths: [String] = {
    var paths: [String] = []
    guard var entry = unsafe schema_data_files() else { return [] }
    while let path = unsafe entry.pointee.path {
      unsafe paths.append(String(cString: path))
      unsafe entry += 1
    }
    return paths
  }()

  /// The file at `path`, such as `programs/git.json`; nil when it is none of them.
  package static func file(_ path: String) -> SourceFile? {
    guard let index = paths.firstIndex(of: path), let files = unsafe schema_data_files() else { return nil }
    let bytes = unsafe UnsafeBufferPointer(start: files[index].bytes, count: files[index].count)
    return unsafe SourceFile(path: path, bytes: Array(bytes))
  }
}
