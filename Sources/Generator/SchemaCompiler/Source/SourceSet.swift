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
  /// Files that are only read when something refers to them.
  private var deferred: DeferredFiles?

  package init(_ files: [SourceFile] = [], displayRoot: String = "") {
    self.displayRoot = displayRoot
    for file in files { insert(file) }
  }

  /// Adds a file, or replaces the one with the same path.
  package mutating func insert(_ file: SourceFile) {
    files[file.path] = file
    parsed = ParsedFiles()
    if let uri = JSONString(validating: URIText(file.retrievalURI.uri).normalized) { pathsByURI[uri] = file.path }
  }

  /// The file found under a normalised URI.
  func file(uri: JSONString) -> SourceFile? { pathsByURI[uri].flatMap { self[$0] } }

  package subscript(path: String) -> SourceFile? { files[path] ?? deferred?.file(path) }

  /// Makes files known that have not been read. `uris`: by the URI that references find them under, their paths. `load`
  /// reads the file at a path, one that is not among them as well, when a reference by path leads there.
  package mutating func deferFiles(
    _ uris: [(uri: String, path: String)], load: @escaping @Sendable (String) -> SourceFile?
  ) {
    let known = Set(uris.map(\.path))
    deferred = DeferredFiles(paths: known.union(deferred?.paths ?? []), load: load)
    for (uri, path) in uris {
      guard let text = JSONString(validating: URIText(Array(uri.utf8)).normalized) else { continue }
      // The first of two: a name of its own before one that was made by leaving an ending off.
      if pathsByURI[text] == nil { pathsByURI[text] = path }
    }
  }

  /// Whether a file is one of the set, read or not; others may still be found by their path.
  package func isKnown(_ path: String) -> Bool { files[path] != nil || deferred?.paths.contains(path) == true }

  /// The document of a file of the set, parsed once: a tool is compiled in several parts, and many tools refer to the
  /// same few files. A file that is not the set's own is parsed without being kept.
  func document(of file: SourceFile) -> Outcome<Document> {
    guard let own = self[file.path], own == file else { return Document.parse(file, displayRoot: displayRoot) }
    if let known = parsed[file.path] { return known }
    let outcome = Document.parse(file, displayRoot: displayRoot)
    parsed[file.path] = outcome
    return outcome
  }

  /// All paths, in order of their bytes.
  package var paths: [String] {
    Set(files.keys).union(deferred?.paths ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension SourceFile {
  /// The URI without a fragment, and whether it is more than the path in another form.
  var retrievalURI: (uri: [UInt8], isGiven: Bool) {
    let text = Array((uri ?? path).utf8)
    if URIText.schemeEnd(text[...]) != nil { return (Array(text.prefix { $0 != 0x23 }), true) }
    return (Array("file:///".utf8) + URIText.escaped(path.utf8), false)
  }
}

/// Files of a source set and of its copies that are read when they are asked for, each once.
private final class DeferredFiles: Sendable {
  let paths: Set<String>
  private let load: @Sendable (String) -> SourceFile?
  /// Nil for a path that leads nowhere.
  private let read = Mutex<[String: SourceFile?]>([:])

  init(paths: Set<String>, load: @escaping @Sendable (String) -> SourceFile?) {
    self.paths = paths
    self.load = load
  }

  func file(_ path: String) -> SourceFile? {
    if let known = read.withLock({ $0[path] }) { return known }
    // Not under the lock: reading waits for the disk. Two that ask at once get equal files.
    let file = load(path)
    read.withLock { $0[path] = .some(file) }
    return file
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
