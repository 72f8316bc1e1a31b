import JSONCore

extension SchemaLibrary {
  /// The dialect that a resource's `$schema` names; the inherited one when it says nothing. In strict mode everything
  /// is 2020-12, and `$schema` is only a hint to editors. A meta-schema that is not there is an error and not a guess:
  /// reading a schema in another dialect would drop constraints.
  mutating func dialect(of root: DocumentNode, _ number: Int, inherited: Dialect) -> Dialect {
    guard let member = root.member("$schema"), let name = member.value.string else { return inherited }
    if let draft = Draft(metaSchema: name) { return Dialect(draft) }
    if isStrict { return inherited }
    guard let found = dialect(metaSchema: name, from: documents[number]) else {
      let known = Draft.allCases.reversed().map { "\"\($0.metaSchema)\"" }.joined(separator: ", ")
      diagnostics.append(
        documents[number].document.diagnostic(
          at: member.value, "the meta-schema \"\(name)\" is not among the files that are given",
          hint: "give its file as well, or write one of \(known)"))
      return inherited
    }
    if let unknown = found.unknown {
      diagnostics.append(
        documents[number].document.diagnostic(
          at: member.value, "the meta-schema requires the vocabulary \"\(unknown)\", which is not known",
          hint: "use a meta-schema that only requires standard vocabularies, or make this one optional there"))
    }
    return found.dialect
  }

  /// The vocabularies of a meta-schema of somebody's own; nil when it is not there. `unknown`: a required vocabulary
  /// that is not known, with which the schema must not be processed (core, 8.1.2).
  private mutating func dialect(
    metaSchema name: JSONString, from document: IndexedDocument
  ) -> (dialect: Dialect, unknown: JSONString?)? {
    guard let reference = Reference(name) else { return nil }
    let base = document.retrieval.resolving(URIText(reference.uri))
    // A meta-schema may name itself, or two each other: one that is being looked up counts as absent, which ends the
    // circle.
    guard let uri = JSONString(validating: base.normalized), openDialects.insert(uri).inserted else { return nil }
    defer { openDialects.remove(uri) }
    guard case .some(.some(let resource)) = lookUp(uri) else { return nil }
    var dialect = resources[resource].dialect
    // Without `$vocabulary` the meta-schema's own dialect counts.
    guard dialect.draft >= .draft2019, let listed = resources[resource].root["$vocabulary"]?.members else {
      return (dialect, nil)
    }
    // `core` is always on; what is not listed is off.
    dialect.vocabularies = .core
    var unknown: JSONString?
    for member in listed {
      if let vocabulary = Vocabularies(uri: member.name) {
        dialect.vocabularies.formUnion(vocabulary)
      } else if member.value.boolean == true, unknown == nil {
        unknown = member.name
      }
    }
    return (dialect, unknown)
  }
}
