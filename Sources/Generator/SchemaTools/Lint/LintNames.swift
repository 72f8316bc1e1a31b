import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Keywords that nobody reads.
extension Linter {
  mutating func checkNames(_ site: SchemaSite) {
    for member in site.node.members ?? [] { checkName(member, site) }
    guard site.dialect.referenceHidesSiblings, site["$ref"]?.string != nil else { return }
    for member in site.node.members ?? [] where !site.reads(member.name) {
      guard let facts = KeywordTable.facts[member.name], facts.asserts else { continue }
      report(
        .siblingOfReference, member, "beside \"$ref\", \(site.dialect.name) does not read \"\(member.name)\"",
        hint: "write \"allOf\": [{ \"$ref\": … }, { … }], or remove it")
    }
  }

  /// By the draft of the schema resource and not of the file: a draft 7 schema inside of a newer one has its own
  /// keywords.
  private mutating func checkName(_ member: DocumentMember, _ site: SchemaSite) {
    guard let facts = KeywordTable.facts[member.name] else { return checkUnknown(member, site) }
    if facts.drafts.contains(site.dialect) { return checkAge(member, site) }
    if member.name.isEqual(to: "dependencies") {
      return report(
        .deprecatedKeyword, member, "\"dependencies\" is not part of \(site.dialect.name)",
        hint: "write \"dependentRequired\" or \"dependentSchemas\"; `securellm upgrade` does it")
    }
    if member.name.isEqual(to: "id") { return }
    let drafts = facts.drafts.lowerBound > site.dialect
    report(
      .keywordOfOtherDraft, member,
      "\"\(member.name)\" has no meaning in \(site.dialect.name)"
        + (drafts
          ? ": introduced in \(facts.drafts.lowerBound.name)" : ": last defined in \(facts.drafts.upperBound.name)"),
      hint: drafts ? "`securellm upgrade` moves the schema to a newer draft" : Self.replacement(of: member.name))
  }

  private static func replacement(of name: JSONString) -> String {
    switch String(name) {
    case "additionalItems": "write \"prefixItems\" and \"items\"; `securellm upgrade` does it"
    case "$recursiveRef", "$recursiveAnchor":
      "write \"$dynamicRef\" and \"$dynamicAnchor\"; `securellm upgrade` does it"
    default: "`securellm upgrade` moves the schema to a newer draft"
    }
  }

  private mutating func checkUnknown(_ member: DocumentMember, _ site: SchemaSite) {
    // A name with a prefix says of itself that it is not the specification's.
    // OpenAPI's convention; strict mode has two such keywords of its own.
    guard !member.name.bytes.starts(with: "x-".utf8) else { return }
    let known = KeywordTable.facts.filter { $0.value.drafts.contains(site.dialect) }.map { String($0.key) }.sorted()
    report(
      .unknownKeyword, member,
      "\"\(member.name)\" is not a keyword of \(site.dialect.name)"
        + ClosestName.hint(String(member.name), among: known),
      hint: "correct or remove it, or begin it with \"x-\": a keyword that nobody reads checks nothing")
  }

  /// Old names that still work are style and not an error; `upgrade` renames them with the references to them, which
  /// nobody should do by hand.
  private mutating func checkAge(_ member: DocumentMember, _ site: SchemaSite) {
    if member.name.isEqual(to: "definitions"), site.dialect >= .draft2019 {
      report(
        .deprecatedKeyword, member, "\"definitions\" is the former name of \"$defs\"",
        hint: "`securellm upgrade` renames it, and the references to it")
    }
    if member.name.isEqual(to: "items"), site.dialect == .draft2020, member.value.kind == .array {
      report(
        .deprecatedKeyword, member, "an array under \"items\" is not valid in 2020-12",
        hint: "write \"prefixItems\"; `securellm upgrade` does it")
    }
  }

  // MARK: identity

  /// The draft decides what half of the keywords mean: without `$schema` each tool takes its own default.
  mutating func checkDocument() {
    let root = document.root
    guard root.kind == .object, !corpus.isTool(0), root["$schema"] == nil else { return }
    let dialect = corpus.resources[0].dialect
    let member = JSONText.member("$schema", JSONText.quoted(JSONString(dialect.uri)))
    report(
      .missingDialect, at: root, "the schema does not say which draft it is written in",
      hint: "begin it with \"$schema\": \"\(dialect.uri)\"", fix: [document.insertingFirst([member], into: root)])
  }

  /// What a schema is called matters to others: these mistakes show when somebody else refers to it.
  mutating func checkIdentity(_ site: SchemaSite, _ index: Int) {
    if site.parent != nil, let member = site.node.member("$schema"), corpus.resources[site.resource].site != index {
      report(
        .strayDialect, member, "\"$schema\" is only read at the root of a schema resource",
        hint: "remove it, or give this schema an \"$id\"")
    }
    for keyword in ["$defs", "definitions"] as [JSONString] {
      for entry in site[keyword]?.members ?? [] { checkUse(entry, site) }
    }
  }

  /// A file of nothing but definitions is for others to refer to.
  /// Style: a definition that nothing uses does no harm, but it may be what a misspelt reference was meant for.
  private mutating func checkUse(_ entry: DocumentMember, _ site: SchemaSite) {
    let isLibrary =
      site.parent == nil && !(site.node.members ?? []).contains { KeywordTable.facts[$0.name]?.asserts ?? false }
    if isLibrary || isReferenced(entry.value.range) { return }
    report(
      .unusedDefinition, entry, "nothing refers to this definition",
      hint: "remove it, unless other files refer to it")
  }

  /// At the reference and not at what it was to lead to: the author has to look at both, and one of them is missing.
  mutating func checkReferences() {
    for reference in corpus.references where corpus.sites[reference.site].document == 0 {
      guard case .unresolved(let reason) = reference.target else { continue }
      report(
        .unresolvedReference, at: reference.member.value, "the reference leads nowhere: \(reason)",
        hint: "correct it, or give the file it names with --ref")
    }
  }
}
