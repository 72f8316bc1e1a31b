import JSONCore

/// The documents of a source set, each parsed and looked through once, and what references between them lead to.
struct SchemaLibrary {
  /// A value in one of the files.
  struct Place: Sendable {
    let document: Document
    let node: DocumentNode
    /// The schema resource it belongs to: index in `SchemaLibrary.resources`.
    let resource: Int
  }

  /// What a reference leads to.
  enum Resolution {
    case found(Place)
    case failed(message: String, mend: String)
    /// The file has errors of its own, which are reported.
    case broken
  }

  let sources: SourceSet
  let defaultDialect: Dialect
  /// Strict mode takes what a file says under `$schema` for a hint to editors.
  let isStrict: Bool
  /// Errors of the files parsed so far.
  var diagnostics: [Diagnostic] = []
  var documents: [IndexedDocument] = []
  var resources: [SchemaResource] = []
  /// By normalised URI.
  var resourcesByURI: [JSONString: Int] = [:]
  /// URIs that several schemas give themselves, with the files.
  var conflicts: [JSONString: [String]] = [:]
  /// Meta-schemas whose vocabularies are being looked up.
  var openDialects: Set<JSONString> = []
  private var parsed: [JSONString: Int?] = [:]
  private var hasIndexedAll = false
  private var memberTables: [MemberTableKey: [JSONString: Int]] = [:]

  private struct MemberTableKey: Hashable {
    let document: Int
    let offset: Int
  }

  init(_ sources: SourceSet, isStrict: Bool = true, draft: Draft = .draft2020) {
    self.sources = sources
    self.isStrict = isStrict
    defaultDialect = Dialect(draft)
  }

  /// The number of the document at a path; nil when there is no such file or it has errors.
  mutating func document(_ path: String) -> Int? {
    guard let file = sources[path] else { return nil }
    return add(file, key: JSONString(path))
  }

  private mutating func add(_ file: SourceFile, key: JSONString) -> Int? {
    if let known = parsed[key] { return known }
    let outcome = sources.document(of: file)
    diagnostics += outcome.diagnostics
    guard let document = outcome.value else {
      parsed[key] = .some(nil)
      return nil
    }
    let number = documents.count
    parsed[key] = number
    let retrieval = file.retrievalURI
    documents.append(
      IndexedDocument(document: document, retrieval: URIText(retrieval.uri), hasURI: retrieval.isGiven))
    indexRoot(of: number)
    return number
  }

  /// The whole of a document.
  func root(_ number: Int) -> Place {
    let document = documents[number].document
    return Place(
      document: document, node: document.root, resource: documents[number].resources[document.root.offset] ?? 0)
  }

  /// A value inside a place.
  func child(_ node: DocumentNode, of place: Place) -> Place {
    let own = documents[resources[place.resource].document].resources[node.offset]
    return Place(document: place.document, node: node, resource: own ?? place.resource)
  }

  // MARK: references

  /// Where `text`, a `$ref` in the schema at `place`, leads.
  mutating func resolve(_ text: JSONString, from place: Place) -> Resolution {
    guard let reference = Reference(text) else {
      return .failed(
        message: "the reference is not well-formed",
        mend: "write \"file.json#/pointer\"; ~0 stands for ~, ~1 for /, and % must be followed by two hex digits")
    }
    guard !reference.uri.isEmpty else { return find(reference.fragment, in: place.resource) }
    switch resource(reference, from: place) {
    case .success(let found?): return find(reference.fragment, in: found)
    case .success(nil): return .broken
    case .failure(let failure): return .failed(message: failure.message, mend: failure.mend)
    }
  }

  private struct Failure: Error {
    let message: String
    let mend: String
  }

  /// The resource a reference names; nil when its file has errors.
  private mutating func resource(_ reference: Reference, from place: Place) -> Result<Int?, Failure> {
    let base = resources[place.resource].base
    let text = JSONString(validating: base.resolving(URIText(reference.uri)).normalized) ?? ""
    if let files = conflicts[text] { return .failure(Self.conflict(files)) }
    let isFile = !resources[place.resource].hasURI
    if isFile, let path = reference.relativePath, SourceSet.resolve(path, from: place.document.path) == nil {
      return .failure(
        Failure(
          message: "the reference leads out of the schema folder",
          mend: "move the file it names under \(sources.displayRoot.isEmpty ? "it" : sources.displayRoot)"))
    }
    if let found = lookUp(text) { return .success(found) }
    // A schema may give itself a URI and still refer to its neighbours by their path.
    if let path = reference.relativePath, let near = SourceSet.resolve(path, from: place.document.path),
      sources[near] != nil
    {
      return .success(document(near).map { root($0).resource })
    }
    indexAll()
    if let files = conflicts[text] { return .failure(Self.conflict(files)) }
    if let found = resourcesByURI[text] { return .success(found) }
    return .failure(missing(reference, text, isFile: isFile, from: place))
  }

  /// The resource with a URI, as far as it is known without looking through all files; its value is nil when the file
  /// has errors.
  mutating func lookUp(_ uri: JSONString) -> Int?? {
    if let known = resourcesByURI[uri] { return .some(known) }
    if let file = sources.file(uri: uri) {
      return .some(add(file, key: JSONString(file.path)).map { root($0).resource })
    }
    guard let text = MetaSchemas.text(uri) else { return nil }
    let file = SourceFile(path: String(uri), bytes: Array(text.utf8))
    return .some(add(file, key: uri).map { root($0).resource })
  }

  private static func conflict(_ files: [String]) -> Failure {
    Failure(
      message: "\(files.count) files have the $id that is referred to: \(files.joined(separator: ", "))",
      mend: "give each file an $id of its own, or refer to the file by its path")
  }

  private func missing(_ reference: Reference, _ uri: JSONString, isFile: Bool, from place: Place) -> Failure {
    guard isFile, let path = reference.relativePath, let resolved = SourceSet.resolve(path, from: place.document.path)
    else {
      return Failure(
        message: "no schema file has the $id \"\(uri)\"",
        mend: "give the file that has it, or refer to a file by its relative path; nothing is fetched over the network"
      )
    }
    let name = { (path: String) in String(path.utf8.split(separator: 0x2F).last.map(Substring.init) ?? "") }
    let near = sources.paths.first { name($0).utf8.elementsEqual(name(resolved).utf8) }
    let guess = near ?? ClosestName.find(resolved, among: sources.paths)
    return Failure(
      message: "there is no file \"\(sources.displayRoot)\(resolved)\""
        + (guess.map { "; did you mean \"\($0)\"?" } ?? ""),
      mend: "correct the path: it is relative to the file the reference stands in")
  }

  /// Looks through every file of the set, once: only a URI that no file is found under needs it. Errors of files that
  /// nothing refers to are nobody's business.
  private mutating func indexAll() {
    guard !hasIndexedAll else { return }
    hasIndexedAll = true
    let known = diagnostics
    for path in sources.paths where parsed[JSONString(path)] == nil {
      if document(path) == nil { parsed[JSONString(path)] = nil }
    }
    diagnostics = known
  }

  // MARK: fragments

  private mutating func find(_ fragment: Reference.Fragment, in resource: Int) -> Resolution {
    let number = resources[resource].document
    switch fragment {
    case .anchor(let name):
      guard let node = resources[resource].anchors[name] else {
        let hint = ClosestName.hint(String(name), among: resources[resource].anchors.keys.map { String($0) })
        return .failed(
          message: "there is no anchor \"\(name)\" in the schema that is referred to\(hint)",
          mend: "write \"$anchor\": \"\(name)\" in the schema that is meant, or refer to it by a JSON pointer")
      }
      return .found(Place(document: documents[number].document, node: node, resource: resource))
    case .pointer(let steps): return find(steps, in: resource, number)
    }
  }

  private mutating func find(_ steps: [JSONString], in resource: Int, _ number: Int) -> Resolution {
    var node = resources[resource].root
    var current = resource
    for step in steps {
      guard let next = child(step, of: node, in: number) else {
        return missing(step, below: node, in: documents[number].document)
      }
      node = next
      current = documents[number].resources[node.offset] ?? current
    }
    // A place that no keyword makes a schema becomes one by being referred to.
    if !documents[number].indexed.contains(node.offset) { index(node, current, number) }
    current = documents[number].resources[node.offset] ?? current
    return .found(Place(document: documents[number].document, node: node, resource: current))
  }

  /// The value at a pointer from the root of a document, as a schema.
  mutating func place(_ pointer: String, in number: Int) -> Place? {
    guard let steps = JSONPointer.steps(pointer),
      let resource = documents[number].resources[documents[number].document.root.offset],
      case .found(let place) = find(steps, in: resource, number)
    else { return nil }
    return place
  }

  private mutating func child(_ step: JSONString, of node: DocumentNode, in number: Int) -> DocumentNode? {
    guard let members = node.members, members.count > 16 else { return node.descendant([step]) }
    // Objects with many members get a table: every reference into `$defs` passes through one.
    let key = MemberTableKey(document: number, offset: node.offset)
    if memberTables[key] == nil {
      memberTables[key] = Dictionary(
        members.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
    return memberTables[key]?[step].map { members[$0].value }
  }

  private func missing(_ step: JSONString, below node: DocumentNode, in document: Document) -> Resolution {
    let place = node.pointer.isEmpty ? "" : " at \(node.pointer)"
    let hint = ClosestName.hint(String(step), among: (node.members ?? []).map { String($0.name) })
    return .failed(
      message: "\(document.displayPath) has no \"\(step)\"\(place)\(hint)",
      mend: "correct the pointer: it starts at the root of the file or of the schema with that $id")
  }
}
