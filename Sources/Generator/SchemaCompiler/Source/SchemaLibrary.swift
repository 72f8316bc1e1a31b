import JSONCore
import SchemaRuntime

/// The documents of a source set, each parsed and looked through once, and what references between them lead to. One
/// for each compilation; documents are added when a reference first needs them, so files that nothing refers to cost
/// nothing.
///
/// Nothing is ever fetched: what is neither in the sources nor built in does not exist. Documents and resources are
/// numbered and never removed, so a number stays valid.
struct SchemaLibrary {
  /// A value in one of the files.
  struct Location: Sendable {
    let document: Document
    let node: DocumentNode
    /// The schema resource it belongs to: index in `SchemaLibrary.resources`. It decides base URI and dialect.
    let resource: Int
  }

  /// What a reference leads to.
  enum Resolution {
    case found(Location)
    case failed(message: String, hint: String)
    /// The file has errors of its own, which are reported: a further error about the reference would only distract.
    case broken
  }

  let sources: SourceSet
  /// For files without `$schema`.
  let defaultDialect: Dialect
  /// Strict mode takes what a file says under `$schema` for a hint to editors.
  let isStrict: Bool
  /// Errors of the files parsed so far.
  var diagnostics: [Diagnostic] = []
  var documents: [IndexedDocument] = []
  var resources: [SchemaResource] = []
  /// By normalised URI, the index in `resources`.
  var resourcesByURI: [JSONString: Int] = [:]
  /// URIs that several schemas give themselves, with the files: an error when one of them is referred to.
  var conflicts: [JSONString: [String]] = [:]
  /// Meta-schemas whose vocabularies are being looked up, to end circles.
  var openDialects: Set<JSONString> = []
  /// By path, or URI of a meta-schema: the number of the document; nil inside for a file with errors.
  private var parsed: [JSONString: Int?] = [:]
  private var hasIndexedAll = false
  /// Members of large objects by name, made when the first reference passes through them.
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

  /// Parses and indexes a file, once for each `key`. Its errors are collected here and nowhere else.
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
  func root(_ number: Int) -> Location {
    let document = documents[number].document
    return Location(
      document: document, node: document.root, resource: documents[number].resources[document.root.offset] ?? 0)
  }

  /// A value inside a location, with its own resource when an `$id` begins one there.
  func child(_ node: DocumentNode, of location: Location) -> Location {
    let own = documents[resources[location.resource].document].resources[node.offset]
    return Location(document: location.document, node: node, resource: own ?? location.resource)
  }

  // MARK: references

  /// Where `text`, a `$ref` in the schema at `location`, leads. Without a URI it stays in the resource, whatever its
  /// base is: an embedded schema may have a URI that no file is found under.
  mutating func resolve(_ text: JSONString, from location: Location) -> Resolution {
    guard let reference = Reference(text) else {
      return .failed(
        message: "the reference is not well-formed",
        hint: "write \"file.json#/pointer\"; ~0 means ~, ~1 means /, and % must be followed by two hex digits")
    }
    guard !reference.uri.isEmpty else { return find(reference.fragment, in: location.resource) }
    switch resource(reference, from: location) {
    case .success(let found?): return find(reference.fragment, in: found)
    case .success(nil): return .broken
    case .failure(let failure): return .failed(message: failure.message, hint: failure.hint)
    }
  }

  private struct Failure: Error {
    let message: String
    let hint: String
  }

  /// The resource a reference names; nil when its file has errors. Tried in this order: the URI as it resolves (known
  /// resource, file, meta-schema), the path beside the file, and then the `$id`s of all files, which have to be parsed
  /// for it.
  private mutating func resource(_ reference: Reference, from location: Location) -> Result<Int?, Failure> {
    let base = resources[location.resource].base
    let text = JSONString(validating: base.resolving(URIText(reference.uri)).normalized) ?? ""
    if let files = conflicts[text] { return .failure(Self.conflict(files)) }
    let isFile = !resources[location.resource].hasURI
    // Said before anything is looked up: the URI of a file has no way above its root, so `../../x` would silently
    // become `x`.
    if isFile, let path = reference.relativePath, SourceSet.resolve(path, from: location.document.path) == nil {
      return .failure(
        Failure(
          message: "the reference leads out of the schema folder",
          hint: "move the file it names under \(sources.displayRoot.isEmpty ? "it" : sources.displayRoot)"))
    }
    if let found = lookUp(text) { return .success(found) }
    // A schema may give itself a URI and still refer to its neighbours by their path.
    if let path = reference.relativePath, let near = SourceSet.resolve(path, from: location.document.path),
      sources[near] != nil
    {
      return .success(document(near).map { root($0).resource })
    }
    // The last resort, as it parses every file of the set.
    indexAll()
    if let files = conflicts[text] { return .failure(Self.conflict(files)) }
    if let found = resourcesByURI[text] { return .success(found) }
    return .failure(missing(reference, text, isFile: isFile, from: location))
  }

  /// The resource with a URI, as far as it is known without looking through all files; its value is nil when the file
  /// has errors. Files of the set come before the built-in meta-schemas, so a newer edition of one can be given.
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
      hint: "give each file an $id of its own, or refer to the file by its path")
  }

  /// The error for a reference that leads nowhere. Suggested is a file of the same name in another folder, or else one
  /// whose path is close; an `$id` gets no guess, since its file may be missing altogether.
  private func missing(_ reference: Reference, _ uri: JSONString, isFile: Bool, from location: Location) -> Failure {
    guard isFile, let path = reference.relativePath,
      let resolved = SourceSet.resolve(path, from: location.document.path)
    else {
      return Failure(
        message: "no schema file has the $id \"\(uri)\"",
        hint: "give the file that has it, or refer to a file by its relative path; nothing is fetched over the network"
      )
    }
    let name = { (path: String) in String(path.utf8.split(separator: 0x2F).last.map(Substring.init) ?? "") }
    let near = sources.paths.first { name($0).utf8.elementsEqual(name(resolved).utf8) }
    let guess = near ?? ClosestName.find(resolved, among: sources.paths)
    return Failure(
      message: "there is no file \"\(sources.displayRoot)\(resolved)\""
        + (guess.map { "; did you mean \"\($0)\"?" } ?? ""),
      hint: "correct the path: it is relative to the file that contains the reference")
  }

  /// Looks through every file of the set, once: only a URI that no file is found under needs it. Errors of files that
  /// nothing refers to are dropped again; one that does not parse is reported after all if a reference leads to it.
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

  /// What a fragment leads to inside a resource.
  private mutating func find(_ fragment: Reference.Fragment, in resource: Int) -> Resolution {
    let number = resources[resource].document
    switch fragment {
    case .anchor(let name):
      guard let node = resources[resource].anchors[name] else {
        let hint = ClosestName.hint(String(name), among: resources[resource].anchors.keys.map { String($0) })
        return .failed(
          message: "there is no anchor \"\(name)\" in the schema that is referred to\(hint)",
          hint: "write \"$anchor\": \"\(name)\" in the schema that is meant, or refer to it by a JSON pointer")
      }
      return .found(Location(document: documents[number].document, node: node, resource: resource))
    case .pointer(let steps): return find(steps, in: resource, number)
    }
  }

  /// What a JSON pointer leads to. It may cross into another resource, whose base then counts, although an
  /// implementation need not support that (2020-12 core, 9.2.1).
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
    // A location that no keyword makes a schema becomes one by being referred to.
    if !documents[number].indexed.contains(node.offset) { index(node, current, number) }
    current = documents[number].resources[node.offset] ?? current
    return .found(Location(document: documents[number].document, node: node, resource: current))
  }

  /// The value at a pointer from the root of a document, as a schema.
  mutating func location(_ pointer: String, in number: Int) -> Location? {
    guard let steps = JSONPointer.steps(pointer),
      let resource = documents[number].resources[documents[number].document.root.offset],
      case .found(let location) = find(steps, in: resource, number)
    else { return nil }
    return location
  }

  private mutating func child(_ step: JSONString, of node: DocumentNode, in number: Int) -> DocumentNode? {
    // A scan of 16 names is quicker than making a table. Objects with more get one: every reference into `$defs` passes
    // through the same object, and with a scan each, n definitions would cost n * n.
    guard let members = node.members, members.count > 16 else { return node.descendant([step]) }
    // Objects with many members get a table: every reference into `$defs` passes through one.
    let key = MemberTableKey(document: number, offset: node.offset)
    if memberTables[key] == nil {
      memberTables[key] = Dictionary(
        members.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }
    return memberTables[key]?[step].map { members[$0].value }
  }

  /// The error for a pointer that ends too early, with what it may have meant.
  private func missing(_ step: JSONString, below node: DocumentNode, in document: Document) -> Resolution {
    let location = node.pointer.isEmpty ? "" : " at \(node.pointer)"
    let hint = ClosestName.hint(String(step), among: (node.members ?? []).map { String($0.name) })
    return .failed(
      message: "\(document.displayPath) has no \"\(step)\"\(location)\(hint)",
      hint: "correct the pointer: it starts at the root of the file or of the schema with that $id")
  }
}
