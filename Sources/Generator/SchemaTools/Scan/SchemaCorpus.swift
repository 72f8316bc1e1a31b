package import JSONCore
import SchemaCompiler
package import SchemaValidation

/// Schema documents, every schema in them, and where the references between them lead. Nothing is fetched: what a
/// reference names is one of the files given, or lies where its path says.
/// Texts with their offsets, where the compiler has nodes: the tools say where something is and change it there. Both
/// follow references by the same rules; `BundleTests` and `UpgradeTests` hold their results together on the official
/// suite.
package struct SchemaCorpus {
  /// Files that one run may pull in.
  /// Files that references alone have brought: what is given on the command line has the limits of `InputFiles`.
  private static let mostFiles = 1000

  struct File {
    let document: Document
    /// Path from the root of the file system, without the slash at its beginning.
    let path: String
    /// What it is known as instead of its path.
    let uri: String?
    let text: SchemaSource
  }

  private(set) var files: [File] = []
  private(set) var scanner = SchemaScanner()
  private(set) var references: [SchemaReference] = []
  private var byURI: [URIText: Int] = [:]
  private var byPath: [JSONString: Int] = [:]
  private var tables: [SchemaScanner.Location: [JSONString: Int]] = [:]
  private let options: CorpusOptions

  var sites: [SchemaSite] { scanner.sites }
  var resources: [SchemaResource] { scanner.resources }

  private let isClosed: Bool

  /// `isClosed`: no files are read but those that are added.
  package init(_ options: CorpusOptions, isClosed: Bool = false) {
    self.options = options
    self.isClosed = isClosed
  }

  /// What a document without `$schema` is compiled as.
  var draft: Draft { options.dialect.draft }

  /// Adds the files of `--ref`.
  /// Read whether something refers to them or not, because each may be named by an `$id` that only its text shows.
  mutating func addReferences() throws(ToolFailure) {
    let found = InputFiles(extensions: SchemaSource.extensions).find(options.references)
    if let failure = found.failures.first { throw .file(failure) }
    for file in found.files { _ = try add(file) }
  }

  /// Adds a file and returns its index; an error when it cannot be read, is no JSON or no schema.
  mutating func add(_ path: String) throws(ToolFailure) -> Int {
    // One file under two paths is one document: two would be two schemas with one `$id`.
    let absolute = try Self.absolute(path)
    if let known = byPath[JSONString(absolute)] { return known }
    return try add(try Self.contents(path), path: path, absolute: absolute)
  }

  /// The text of a schema file.
  /// By the reader of `validate`, so that a file is YAML, too large or broken for all commands alike.
  static func contents(_ path: String) throws(ToolFailure) -> SchemaSource {
    do throws(SchemaFailure) {
      return try SchemaSource.read(path, shown: Printable.path(path))
    } catch {
      switch error {
      case .file(let failure): throw .file(failure)
      case .usage(let sentence): throw .file(FileFailure(path: path, reason: sentence))
      case .diagnostics(let diagnostics): throw .diagnostics(diagnostics)
      }
    }
  }

  /// Adds a JSON text as the content of the file `path`.
  package mutating func add(
    _ bytes: JSONBytes, path: String, absolute: String? = nil, uri: String? = nil
  ) throws(ToolFailure) -> Int {
    try add(SchemaSource(json: bytes), path: path, absolute: absolute, uri: uri)
  }

  /// Adds a text as the content of the file `path`.
  /// `uri`: what it is known as instead of its path.
  package mutating func add(
    _ text: SchemaSource, path: String, absolute: String? = nil, uri: String? = nil
  ) throws(ToolFailure) -> Int {
    let absolute = if let known = uri ?? absolute { known } else { try Self.absolute(path) }
    let file = SourceFile(path: Printable.path(path), bytes: text.json.bytes)
    let outcome = Document.parse(file)
    guard let document = outcome.value else { throw .diagnostics(outcome.diagnostics.map(text.located)) }
    guard document.root.kind == .object || document.root.kind == .boolean else {
      let error = document.diagnostic(
        at: document.root, "a schema must be an object or a boolean", hint: "write an object: { \"$schema\": … }")
      throw .diagnostics([text.located(error)])
    }
    let index = files.count
    files.append(File(document: document, path: absolute, uri: uri, text: text))
    byPath[JSONString(absolute)] = index
    let uri = uri.map { URIText(JSONString($0)) } ?? URIText(file: "/" + absolute)
    let first = scanner.resources.count
    scanner.scan(document, index: index, uri: uri, dialect: options.dialect)
    // The root of a document first: a resource inside another one may claim the same URI.
    byURI[uri] = first
    for resource in first..<scanner.resources.count where byURI[scanner.resources[resource].uri] == nil {
      byURI[scanner.resources[resource].uri] = resource
    }
    return index
  }

  /// The path as seen from the working directory, when it lies below it.
  private static func shown(_ path: String) -> String {
    guard let here = DocumentFiles.absolute(""), path.utf8.starts(with: here.utf8) else { return path }
    return String(decoding: path.utf8.dropFirst(here.utf8.count), as: UTF8.self)
  }

  private static func absolute(_ path: String) throws(ToolFailure) -> String {
    if path.utf8.elementsEqual(DocumentFiles.standardInput.utf8) { return try absolute("(standard input)") }
    guard let full = DocumentFiles.absolute(path), let root = SourceSet.resolve(full, from: "") else {
      throw .file(FileFailure(path: path, reason: "the path leads nowhere"))
    }
    return root
  }

  /// The resource with this URI among those that are known.
  func resource(_ uri: URIText) -> Int? { byURI[uri] }

  // MARK: references

  /// Resolves every reference, reading the files they name, until there is nothing new.
  /// Begins anew each time: a file that was added since may be what a reference was missing.
  package mutating func resolveAll() throws(ToolFailure) {
    references = []
    var next = 0
    // The list grows while it is walked: a reference may make a schema of what no keyword does.
    while next < sites.count {
      let site = sites[next]
      for member in site.node.members ?? [] where Self.isReference(member.name, site.dialect) {
        if let reference = try resolve(member, next) { references.append(reference) }
      }
      next += 1
    }
    // A meta-schema of somebody's own is a file like any other; one that is not there is the compiler's to report.
    for resource in resources {
      guard let name = resource.foreignDialect else { continue }
      _ = try self.resource(URIText(name).resource, name, from: sites[resource.site])
    }
  }

  private static func isReference(_ name: JSONString, _ dialect: Dialect) -> Bool {
    if name.isEqual(to: "$ref") { return true }
    if name.isEqual(to: "$dynamicRef") { return dialect == .draft2020 }
    return name.isEqual(to: "$recursiveRef") && dialect == .draft2019
  }

  private mutating func resolve(_ member: DocumentMember, _ index: Int) throws(ToolFailure) -> SchemaReference? {
    guard let text = member.value.string else { return nil }
    let site = sites[index]
    let uri = resources[site.resource].uri.resolving(URIText(text))
    let target = try target(of: uri, text, from: site)
    return SchemaReference(site: index, keyword: member.name, member: member, uri: uri, target: target)
  }

  private mutating func target(
    of uri: URIText, _ text: JSONString, from site: SchemaSite
  ) throws(ToolFailure) -> SchemaReference.Target {
    guard let resource = try resource(uri.resource, text, from: site) else {
      if JSONString(validating: Array(uri.resource.text.utf8)).flatMap({ Dialect(uri: $0) }) != nil {
        return .metaSchema
      }
      let isFile = uri.filePath != nil
      return .unresolved(
        reason: isFile ? "there is no such file" : "no file that was given has this $id; nothing is fetched")
    }
    return location(uri.fragment ?? [], in: resource)
  }

  private mutating func resource(
    _ uri: URIText, _ text: JSONString, from site: SchemaSite
  ) throws(ToolFailure) -> Int? {
    if let known = byURI[uri] { return known }
    if isClosed { return nil }
    if let file = try based(uri) { return file }
    var candidates = [uri.filePath].compactMap(\.self)
    // Files are often kept side by side as they are published side by side.
    let relative = URIText(text)
    if relative.scheme == nil, relative.authority == nil {
      let beside = URIText(file: "/" + files[site.document].path).resolving(relative).resource
      if let known = byURI[beside] { return known }
      candidates += [beside.filePath].compactMap(\.self)
    }
    for path in candidates where files.count < Self.mostFiles {
      guard let found = try? Self.contents(path) else { continue }
      let file = try add(found, path: Self.shown(path), absolute: Self.absolute(path))
      return resources.firstIndex { $0.document == file }
    }
    return try shared(candidates)
  }

  /// One of our own shared definitions, for a tool file that lies outside of this repository and refers to them as
  /// those in it do: `../../common/path.json`.
  private mutating func shared(_ candidates: [String]) throws(ToolFailure) -> Int? {
    // Also from one of them to another.
    guard files[0].document.isTool else { return nil }
    for path in candidates {
      let parts = path.utf8.split(separator: UInt8(ascii: "/")).suffix(2).map { String(Substring($0)) }
      guard let known = EmbeddedSchemas.file(parts.joined(separator: "/")), parts.first == "common" else { continue }
      let file = try add(JSONBytes(known.bytes), path: known.path, absolute: Self.absolute(path))
      return resources.firstIndex { $0.document == file }
    }
    return nil
  }

  /// The file below a folder of `--base-uri` that has this URI.
  /// Asked for before the path beside the file: whoever maps a URI to a folder means that folder.
  private mutating func based(_ uri: URIText) throws(ToolFailure) -> Int? {
    let text = uri.text
    for base in options.bases where text.utf8.starts(with: base.uri.utf8) {
      guard let rest = URIText.unescaped(Array(text.utf8.dropFirst(base.uri.utf8.count))) else { continue }
      let named = base.folder + "/" + String(decoding: rest, as: UTF8.self)
      // Published URIs often leave the ending off.
      for path in [named, named + ".json"] where files.count < Self.mostFiles {
        guard let found = try? Self.contents(path) else { continue }
        let file = try add(found, path: path, uri: text)
        return resources.firstIndex { $0.document == file }
      }
    }
    return nil
  }

  private mutating func location(_ fragment: [UInt8], in resource: Int) -> SchemaReference.Target {
    let root = resources[resource]
    guard let name = URIText.unescaped(fragment), UTF8Check.isValid(name.span) else {
      return .unresolved(reason: "the fragment is not well-formed")
    }
    if name.isEmpty { return .site(root.site) }
    guard name.first == 0x2F else {
      if let anchor = JSONString(validating: name), let site = root.anchors[anchor] { return .site(site) }
      return .unresolved(reason: "there is no anchor of that name")
    }
    guard let steps = JSONPointer.steps(String(decoding: name, as: UTF8.self)),
      let node = descendant(steps, of: sites[root.site].node, in: root.document)
    else { return .unresolved(reason: "the pointer leads nowhere") }
    guard node.kind == .object || node.kind == .boolean else {
      return .unresolved(reason: "the pointer leads to something that is not a schema")
    }
    return .site(scanner.scan(node, document: root.document, resource: resource))
  }

  /// The value at a pointer. Objects with many members get a table: every reference into `$defs` passes through one.
  private mutating func descendant(_ steps: [JSONString], of node: DocumentNode, in document: Int) -> DocumentNode? {
    var node = node
    for step in steps {
      guard let members = node.members, members.count > 16 else {
        guard let next = node.descendant([step]) else { return nil }
        node = next
        continue
      }
      let key = SchemaScanner.Location(document: document, offset: node.offset)
      if tables[key] == nil {
        tables[key] = Dictionary(
          members.indices.map { (members[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
      }
      guard let index = tables[key]?[step] else { return nil }
      node = members[index].value
    }
    return node
  }

  // MARK: results

  /// The files of meta-schemas that the specification does not have.
  var metaSchemas: [File] {
    let names = Set(resources.compactMap { $0.foreignDialect.map { URIText($0).resource } })
    let found = Set(resources.filter { names.contains($0.uri) }.map(\.document))
    return found.sorted().map { files[$0] }
  }

  /// Where the values begin, in order, that a reference leads to or that have a name of their own, in one file.
  /// Names count as well as references: another file, which is not here, may use them.
  func targets(in file: Int) -> [Int] {
    var offsets: Set<Int> = []
    for reference in references {
      guard case .site(let index) = reference.target, sites[index].document == file else { continue }
      offsets.insert(sites[index].node.offset)
    }
    for resource in resources where resource.document == file {
      let named = [resource.site] + Array(resource.anchors.values) + Array(resource.dynamicAnchors.values)
      offsets.formUnion(named.map { sites[$0].node.offset })
    }
    return offsets.sorted()
  }

  /// An error or a remark at a byte offset.
  func diagnostic(_ file: Int, offset: Int, pointer: String, _ message: String, hint: String) -> Diagnostic {
    Diagnostic(
      file: files[file].document.displayPath, location: files[file].text.location(of: offset), pointer: pointer,
      message: message, hint: hint)
  }

  /// The files as the compiler takes them.
  /// Under their absolute paths, so that the compiler finds by a relative reference what was found here.
  var sources: SourceSet {
    SourceSet(files.map { SourceFile(path: $0.path, bytes: $0.document.bytes.bytes) }, displayRoot: "/")
  }

  /// The diagnostics with the paths that were given instead of absolute ones.
  /// The compiler is given absolute paths, so that references between folders resolve; people gave others and look for
  /// those.
  func shown(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.map { diagnostic in
      guard let file = files.first(where: { ("/" + $0.path).utf8.elementsEqual(diagnostic.file.utf8) }) else {
        return diagnostic
      }
      var copy = file.text.located(diagnostic)
      copy.file = file.document.displayPath
      return copy
    }
  }
}
