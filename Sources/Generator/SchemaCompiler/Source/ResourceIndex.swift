import JSONCore

/// Finds the resources and anchors of documents, once for each document and before any reference is followed: a
/// reference may lead to an `$id` that comes later in the file.
extension SchemaLibrary {
  /// Looks through a document that has just been added. Its root is a resource whatever it says; with an `$id` it is
  /// known by that and by the URI it was found under.
  mutating func indexRoot(of number: Int) {
    let root = documents[number].document.root
    let retrieval = documents[number].retrieval
    let draft = declaredDraft(root) ?? defaultDialect.draft
    let id = identifier(root, draft)
    var base = retrieval
    if let uri = id?.uri, !uri.isEmpty { base = retrieval.resolving(URIText(uri)) }
    let hasURI = documents[number].hasURI || base != retrieval
    let resource = resources.count
    documents[number].resources[root.offset] = resource
    // The dialect is not known yet: to look it up may lead back here.
    resources.append(
      SchemaResource(
        document: number, root: root, base: base, hasURI: hasURI, hasOwnID: base != retrieval,
        dialect: Dialect(draft)))
    register(resource)
    // A schema that has this URI by its own `$id` keeps it.
    if base != retrieval, let text = JSONString(validating: retrieval.normalized), resourcesByURI[text] == nil {
      resourcesByURI[text] = resource
    }
    let dialect = dialect(of: root, number, inherited: defaultDialect)
    resources[resource] = SchemaResource(
      document: number, root: root, base: base, hasURI: hasURI, hasOwnID: base != retrieval, dialect: dialect)
    index(root, resource, number)
  }

  /// Looks through a schema and everything below it, by keywords: an `$id` in a `default` or an `enum` is data.
  /// `resource`: the one around it, or its own. Recurses at most 256 deep, as files are nested. Also called for a
  /// location that only a reference makes a schema.
  mutating func index(_ node: DocumentNode, _ resource: Int, _ number: Int) {
    guard node.kind == .object || node.kind == .boolean else { return }
    // Each schema once: a location can be reached as part of its parent and by a reference.
    guard documents[number].indexed.insert(node.offset).inserted, let members = node.members else { return }
    let resource = documents[number].resources[node.offset] ?? ownResource(node, resource, number) ?? resource
    noteAnchors(node, resource, number)
    let dialect = resources[resource].dialect
    for member in members {
      guard let keyword = Keyword(name: member.name), dialect.has(keyword) else { continue }
      for subschema in keyword.subschemas(member.value) { index(subschema, resource, number) }
    }
  }

  /// The resource that a subschema begins, when it has an `$id` with more than a fragment. A `$schema` of its own is
  /// read for it, and otherwise passed over.
  private mutating func ownResource(_ node: DocumentNode, _ parent: Int, _ number: Int) -> Int? {
    // The draft decides whether the keyword is `id` or `$id`, so it is needed before the dialect is.
    let draft = declaredDraft(node) ?? resources[parent].dialect.draft
    guard let id = identifier(node, draft), !id.uri.isEmpty else { return nil }
    let base = resources[parent].base.resolving(URIText(id.uri))
    let dialect = dialect(of: node, number, inherited: resources[parent].dialect)
    let resource = resources.count
    documents[number].resources[node.offset] = resource
    resources.append(
      SchemaResource(document: number, root: node, base: base, hasURI: true, hasOwnID: true, dialect: dialect))
    register(resource)
    return resource
  }

  /// Makes a resource known by its URI. Two schemas that both give themselves the same one are an error; what is only
  /// found under a URI gives way to a schema that has it. The conflict is kept as well: a reference to that URI must
  /// not silently choose one.
  private mutating func register(_ resource: Int) {
    guard let uri = JSONString(validating: resources[resource].base.normalized) else { return }
    guard let known = resourcesByURI[uri] else { return resourcesByURI[uri] = resource }
    guard resources[resource].hasOwnID else { return }
    guard resources[known].hasOwnID else { return resourcesByURI[uri] = resource }
    let other = documents[resources[known].document].document
    let document = documents[resources[resource].document].document
    conflicts[uri, default: [other.path]].append(document.path)
    let root = resources[resource].root
    let member = root.member("$id") ?? root.member("id")
    let location = other.location(of: resources[known].root.offset)
    diagnostics.append(
      document.diagnostic(
        at: member?.value ?? root, "another schema has the same identifier \"\(uri)\"",
        details: ["the other one is at \(other.displayPath):\(location.line):\(location.column)"],
        hint: "give each schema an identifier of its own"))
  }

  /// The draft that `$schema` names directly; a meta-schema of somebody's own is looked up later.
  private func declaredDraft(_ node: DocumentNode) -> Draft? {
    node["$schema"]?.string.flatMap { Draft(metaSchema: $0) }
  }

  /// The parts of `$id` (in draft 4 `id`) before and behind `#`; nil where there is none or a reference hides it, as it
  /// does up to draft 7.
  private func identifier(_ node: DocumentNode, _ draft: Draft) -> (uri: [UInt8], fragment: [UInt8])? {
    guard let text = node[JSONString(draft.idKeyword.rawValue)]?.string else { return nil }
    if draft.referenceHidesSiblings, node["$ref"]?.string != nil { return nil }
    let parts = text.bytes.split(separator: 0x23, maxSplits: 1, omittingEmptySubsequences: false)
    return (Array(parts[0]), parts.count > 1 ? Array(parts[1]) : [])
  }

  /// Up to draft 7 an anchor is an `$id` of `#name`; from 2019-09 on it is a keyword. A dynamic anchor is a plain one
  /// as well (core, 8.2.2), so that `$ref` finds it too. `$recursiveAnchor` counts at the root of a resource alone.
  private mutating func noteAnchors(_ node: DocumentNode, _ resource: Int, _ number: Int) {
    let dialect = resources[resource].dialect
    if dialect.draft.referenceHidesSiblings {
      guard let id = identifier(node, dialect.draft), !id.fragment.isEmpty, id.fragment.first != 0x2F,
        let name = JSONString(validating: id.fragment)
      else { return }
      return note(name, node, resource, number, at: node)
    }
    if dialect.has(.anchor), let anchor = node["$anchor"], let name = anchor.string {
      note(name, node, resource, number, at: anchor)
    }
    if dialect.has(.dynamicAnchor), let anchor = node["$dynamicAnchor"], let name = anchor.string {
      note(name, node, resource, number, at: anchor)
      resources[resource].dynamicAnchors[name] = node
    }
    if dialect.has(.recursiveAnchor), node.offset == resources[resource].root.offset {
      resources[resource].isRecursive = node["$recursiveAnchor"]?.boolean == true
    }
  }

  /// Adds an anchor. A second one of the same name is an error; the same schema may be noted twice under one, by
  /// `$anchor` and `$dynamicAnchor`.
  private mutating func note(
    _ name: JSONString, _ node: DocumentNode, _ resource: Int, _ number: Int, at location: DocumentNode
  ) {
    guard let first = resources[resource].anchors.updateValue(node, forKey: name), first.offset != node.offset else {
      return
    }
    diagnostics.append(
      documents[number].document.diagnostic(
        at: location, "the anchor \"\(name)\" is defined twice", details: ["the other one is at \(first.pointer)"],
        hint: "give each schema an anchor of its own"))
  }
}
