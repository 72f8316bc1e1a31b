import JSONCore
import Synchronization

/// The files that may refer to each other.
package struct SourceSet: Sendable {
  /// What is put before each path in errors: `Schemas/`; empty or ending in a slash.
  package let displayRoot: String
  private var files: [String: SourceFile] = [:]
  /// By normalised URI.
  private var pathsByURI: [JSONString: String] = [:]
  /// Shared by copies of the set; replaced when a file is added, so a copy never sees the document of another text.
  private var parsed = ParsedFiles()

  package init(_ files: [SourceFile] = [], displayRoot: String = "") {
    self.displayRoot = displayRoot
    for file in files { insert(file) }
  }

  /// Adds a file, in place of one with the same path.
  package mutating func insert(_ file: SourceFile) {
    files[file.path] = file
    parsed = ParsedFiles()
    if let uri = JSONString(validating: URIText(file.retrievalURI.uri).normalized) { pathsByURI[uri] = file.path }
  }

  /// The file found under a normalised URI.
  func file(uri: JSONString) -> SourceFile? { pathsByURI[uri].flatMap { files[$0] } }

  package subscript(path: String) -> SourceFile? { files[path] }

  /// The document of a file of the set, parsed once: a tool is compiled in several parts, and many tools refer to the
  /// same few files. A file that is not the set's own is parsed without being kept.
  func document(of file: SourceFile) -> Outcome<Document> {
    guard let own = files[file.path], own == file else { return Document.parse(file, displayRoot: displayRoot) }
    if let known = parsed[file.path] { return known }
    let outcome = Document.parse(file, displayRoot: displayRoot)
    parsed[file.path] = outcome
    return outcome
  }

  /// All paths, in order of their bytes.
  package var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
}

extension SourceFile {
  /// The URI without a fragment, and whether it is more than the path in another form.
  var retrievalURI: (uri: [UInt8], isGiven: Bool) {
    let text = Array((uri ?? path).utf8)
    if URIText.schemeEnd(text[...]) != nil { return (Array(text.prefix { $0 != 0x23 }), true) }
    return (Array("file:///".utf8) + URIText.escaped(path.utf8), false)
  }
}

/// Documents of a source set and of its copies.
private final class ParsedFiles: Sendable {
  private let documents = Mutex<[String: Outcome<Document>]>([:])

  subscript(path: String) -> Outcome<Document>? {
    get { documents.withLock { $0[path] } }
    set { documents.withLock { $0[path] = newValue } }
  }
}

extension SourceSet {
  /// The path that `reference` names in the file `base`: `../common/git.json` in `tools/log.json` is `common/git.json`;
  /// one that begins with `/` counts from the schema root. Nil when it leads out of that root.
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
