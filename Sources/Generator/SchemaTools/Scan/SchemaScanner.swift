import JSONCore
import SchemaCompiler

/// Finds every schema of a document, and the resources and anchors among them.
/// Works on every text that is JSON, compiled or not: the tools are for schemas that are not right yet.
struct SchemaScanner {
  private(set) var sites: [SchemaSite] = []
  private(set) var resources: [SchemaResource] = []
  /// Sites by document and offset of their value.
  private(set) var byLocation: [Location: Int] = [:]

  struct Location: Hashable {
    let document: Int
    let offset: Int
  }

  /// Scans a document whose root is at `uri`; `dialect`: what it is read as when it does not say.
  mutating func scan(_ document: Document, index: Int, uri: URIText, dialect: Dialect) {
    let foreign = document.root["$schema"]?.string.flatMap { Dialect(uri: $0) == nil ? $0 : nil }
    let own = document.root["$schema"]?.string.flatMap { Dialect(uri: $0) } ?? dialect
    let base = identifier(document.root, own).map { uri.resolving($0).resource } ?? uri
    resources.append(
      SchemaResource(uri: base, document: index, site: sites.count, dialect: own, foreignDialect: foreign))
    let context = Context(document: index, resource: resources.count - 1, dialect: own)
    if document.isTool { visitTool(document.root, context) } else { visit(document.root, context, keyword: nil) }
  }

  /// A tool file holds schemas and is none.
  private mutating func visitTool(_ root: DocumentNode, _ context: Context) {
    var context = context
    context.parent = sites.count
    byLocation[Location(document: context.document, offset: root.offset)] = sites.count
    sites.append(
      SchemaSite(
        document: context.document, node: root, resource: context.resource, dialect: context.dialect, keyword: nil,
        parent: nil))
    for keyword in ["inputSchema", "outputSchema"] as [JSONString] {
      if let schema = root[keyword] { visit(schema, context, keyword: keyword) }
    }
  }

  /// Scans a value that only a reference makes a schema; its site.
  mutating func scan(_ node: DocumentNode, document: Int, resource: Int) -> Int {
    if let known = byLocation[Location(document: document, offset: node.offset)] { return known }
    let site = sites.count
    visit(
      node, Context(document: document, resource: resource, dialect: resources[resource].dialect), keyword: nil)
    return site
  }

  private struct Context {
    let document: Int
    var resource: Int
    var dialect: Dialect
    var parent: Int?
  }

  /// `$id` without a fragment, where it counts.
  /// An `$id` of nothing but a fragment names a location and begins no resource, up to draft 7; later it is an error.
  private func identifier(_ node: DocumentNode, _ dialect: Dialect) -> URIText? {
    guard let text = node[dialect.idKeyword]?.string else { return nil }
    if dialect.referenceHidesSiblings, node["$ref"]?.string != nil { return nil }
    let uri = URIText(text)
    return uri.resource == URIText("") ? nil : uri
  }

  private mutating func visit(
    _ node: DocumentNode, _ outer: Context, keyword: JSONString?
  ) {
    guard node.kind == .object || node.kind == .boolean else { return }
    let site = sites.count
    var context = outer
    if context.parent != nil, let id = identifier(node, embeddedDialect(node, outer)) {
      context.dialect = embeddedDialect(node, outer)
      let uri = resources[outer.resource].uri.resolving(id).resource
      resources.append(
        SchemaResource(
          uri: uri, document: context.document, site: site, dialect: context.dialect, foreignDialect: nil))
      context.resource = resources.count - 1
    }
    sites.append(
      SchemaSite(
        document: context.document, node: node, resource: context.resource, dialect: context.dialect,
        keyword: keyword, parent: outer.parent))
    byLocation[Location(document: context.document, offset: node.offset)] = site
    noteAnchors(node, context, site)
    context.parent = site
    for member in node.members ?? [] { visit(member, context) }
  }

  private func embeddedDialect(_ node: DocumentNode, _ context: Context) -> Dialect {
    node["$schema"]?.string.flatMap { Dialect(uri: $0) } ?? context.dialect
  }

  /// Recursion as deep as the document, which the parser has bounded (`Document.maxDepth`, 256 levels).
  private mutating func visit(_ member: DocumentMember, _ context: Context) {
    switch KeywordTable.shape(member.name, in: context.dialect) {
    case .value: break
    case .schema: visit(member.value, context, keyword: member.name)
    case .schemaList: for element in member.value.elements ?? [] { visit(element, context, keyword: member.name) }
    case .schemaOrList:
      for element in member.value.elements ?? [member.value] { visit(element, context, keyword: member.name) }
    case .schemaMap, .dependencies:
      for entry in member.value.members ?? [] { visit(entry.value, context, keyword: member.name) }
    }
  }

  /// Three ways in five drafts to name a location: a fragment of `$id` up to draft 7, `$anchor` since then, and the two
  /// dynamic ones, of which each draft knows one.
  private mutating func noteAnchors(_ node: DocumentNode, _ context: Context, _ site: Int) {
    if context.dialect < .draft2019 {
      let hidden = node["$ref"]?.string != nil
      if !hidden, let id = node[context.dialect.idKeyword]?.string, let name = URIText(id).fragment, !name.isEmpty,
        name.first != 0x2F
      {
        note(name, context, site)
      }
      return
    }
    if let name = node["$anchor"]?.string { note(name.bytes, context, site) }
    if context.dialect == .draft2020, let name = node["$dynamicAnchor"]?.string {
      note(name.bytes, context, site)
      resources[context.resource].dynamicAnchors[name] = site
    }
    if context.dialect == .draft2019, node["$recursiveAnchor"]?.boolean == true {
      resources[context.resource].dynamicAnchors[""] = site
    }
  }

  /// The first of two: the compiler reports the second, and a tool goes on with what there is.
  private mutating func note(_ name: [UInt8], _ context: Context, _ site: Int) {
    guard let name = JSONString(validating: name) else { return }
    if resources[context.resource].anchors[name] == nil { resources[context.resource].anchors[name] = site }
  }
}
