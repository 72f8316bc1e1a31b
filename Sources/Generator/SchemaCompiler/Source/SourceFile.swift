/// The text of one schema file, in memory.
package struct SourceFile: Sendable, Equatable {
  /// Path from the schema root, as shown in errors: `tools/git/log.json`.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// A file written out by hand.
  package init(path: String, text: String) { self.init(path: path, bytes: Array(text.utf8)) }
}

/// The files that may refer to each other.
package struct SourceSet: Sendable {
  /// What stands before each path in errors: `Schemas/`; empty or ending in a slash.
  package let displayRoot: String
  private var files: [String: SourceFile] = [:]

  package init(_ files: [SourceFile] = [], displayRoot: String = "") {
    self.displayRoot = displayRoot
    for file in files { self.files[file.path] = file }
  }

  /// Adds a file, in place of one with the same path.
  package mutating func insert(_ file: SourceFile) { files[file.path] = file }

  package subscript(path: String) -> SourceFile? { files[path] }

  /// All paths, in order of their bytes.
  package var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

extension SourceSet {
  /// The path that `reference` names when it stands in the file `base`: `../common/git.json` in `tools/log.json` is
  /// `common/git.json`. Nil when it leads out of the schema root.
  package static func resolve(_ reference: String, from base: String) -> String? {
    var parts = reference.utf8.first == 0x2F ? [] : base.utf8.split(separator: 0x2F, omittingEmptySubsequences: true)
    if !parts.isEmpty { parts.removeLast() }
    for part in reference.utf8.split(separator: 0x2F, omittingEmptySubsequences: true) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.map { String(Substring($0)) }.joined(separator: "/")
  }
}
