import JSONCore

/// The documents of a source set, each parsed once, and what references between them lead to.
struct SchemaLibrary {
  /// A value in one of the files.
  struct Place: Sendable {
    let document: Document
    let node: DocumentNode
  }

  /// What a reference leads to.
  enum Resolution {
    case found(Place)
    case failed(message: String, mend: String)
    /// The file has errors of its own, which are reported.
    case broken
  }

  let sources: SourceSet
  /// Errors of the files parsed so far.
  private(set) var diagnostics: [Diagnostic] = []
  private var parsed: [String: Document?] = [:]
  private var paths: [JSONString: [String]]?

  init(_ sources: SourceSet) { self.sources = sources }

  /// The document at a path; nil when there is no such file or it has errors.
  mutating func document(_ path: String) -> Document? {
    if let known = parsed[path] { return known }
    guard let file = sources[path] else { return nil }
    let outcome = Document.parse(file, displayRoot: sources.displayRoot)
    diagnostics += outcome.diagnostics
    parsed[path] = .some(outcome.value)
    return outcome.value
  }

  /// Where `text`, a `$ref` in `document`, leads.
  mutating func resolve(_ text: JSONString, from document: Document) -> Resolution {
    guard let reference = Reference(text) else {
      return .failed(
        message: "the reference is not well-formed",
        mend: "write \"file.json#/pointer\"; ~0 stands for ~, ~1 for /, and % must be followed by two hex digits")
    }
    let target: Document
    switch reference.target {
    case .sameDocument: target = document
    case .path(let path):
      guard let resolved = SourceSet.resolve(path, from: document.path) else {
        return .failed(
          message: "the reference leads out of the schema folder",
          mend: "move the file it names under \(sources.displayRoot.isEmpty ? "it" : sources.displayRoot)")
      }
      guard sources[resolved] != nil else { return missing(resolved) }
      guard let found = self.document(resolved) else { return .broken }
      target = found
    case .absolute(let uri):
      switch self.document(id: uri, from: document) {
      case .success(let found): target = found
      case .failure(let failure): return .failed(message: failure.message, mend: failure.mend)
      }
    }
    return find(reference.fragment, in: target)
  }

  private func missing(_ path: String) -> Resolution {
    let name = { (path: String) in String(path.utf8.split(separator: 0x2F).last.map(Substring.init) ?? "") }
    let near = sources.paths.first { name($0).utf8.elementsEqual(name(path).utf8) }
    let guess = near ?? ClosestName.find(path, among: sources.paths)
    return .failed(
      message: "there is no file \"\(sources.displayRoot)\(path)\"" + (guess.map { "; did you mean \"\($0)\"?" } ?? ""),
      mend: "correct the path: it is relative to the file the reference stands in")
  }

  private struct Failure: Error {
    let message: String
    let mend: String
  }

  private mutating func document(id uri: String, from document: Document) -> Result<Document, Failure> {
    let id = JSONString(uri)
    if Self.rootID(document) == id { return .success(document) }
    let paths = pathsByID()[id] ?? (sources[uri] == nil ? [] : [uri])
    if paths.count > 1 {
      return .failure(
        Failure(
          message: "\(paths.count) files have the $id that is referred to: \(paths.joined(separator: ", "))",
          mend: "give each file an $id of its own, or refer to the file by its path"))
    }
    guard let path = paths.first, let found = self.document(path) else {
      return .failure(
        Failure(
          message: "no schema file has the $id \"\(uri)\"",
          mend: "refer to a file by its relative path; nothing is fetched over the network"))
    }
    return .success(found)
  }

  /// `$id` at a document's root, an empty fragment left off.
  private static func rootID(_ document: Document) -> JSONString? {
    guard let id = document.root["$id"]?.string, !id.isEmpty, id[id.utf8Count - 1] == 0x23 else {
      return document.root["$id"]?.string
    }
    return JSONString(validating: id.bytes.dropLast())
  }

  /// Parses every file of the set, once: only an absolute reference needs it.
  private mutating func pathsByID() -> [JSONString: [String]] {
    if let paths { return paths }
    var found: [JSONString: [String]] = [:]
    for path in sources.paths {
      if let document = document(path), let id = Self.rootID(document) { found[id, default: []].append(path) }
    }
    paths = found
    return found
  }

  private func find(_ fragment: Reference.Fragment, in document: Document) -> Resolution {
    switch fragment {
    case .anchor(let name):
      return .failed(
        message: "the anchor \"\(name)\" is not supported yet by this version",
        mend: "refer to it by a JSON pointer, such as \"#/$defs/\(name)\"")
    case .pointer(let steps):
      if let node = document.root.descendant(steps) { return .found(Place(document: document, node: node)) }
      return missing(steps, in: document)
    }
  }

  /// Names the first step that leads nowhere.
  private func missing(_ steps: [JSONString], in document: Document) -> Resolution {
    var node = document.root
    for step in steps {
      guard let next = node.descendant([step]) else {
        let place = node.pointer.isEmpty ? "" : " at \(node.pointer)"
        let hint = ClosestName.hint(String(step), among: (node.members ?? []).map { String($0.name) })
        return .failed(
          message: "\(document.displayPath) has no \"\(step)\"\(place)\(hint)",
          mend: "correct the pointer: it starts at the root of the file")
      }
      node = next
    }
    return .broken
  }
}
