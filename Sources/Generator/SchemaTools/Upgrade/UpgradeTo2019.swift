import JSONCore
import SchemaCompiler

/// Draft 7 to 2019-09: `$defs`, `$anchor`, `dependencies` in two, and siblings of `$ref` are read.
extension UpgradePlan {
  /// Draft 7 to 2019-09 is the largest step: references get siblings, names get a keyword of their own, and one keyword
  /// becomes two.
  mutating func upgradeTo2019() {
    for site in sites {
      dropSiblings(site)
      changeDefinitions(site)
      changeAnchor(site)
      splitDependencies(site)
    }
  }

  /// What is beside `$ref` was not read. What could refuse a value, or move the base of references, goes; what
  /// only describes stays.
  /// Definitions stay: a reference into them is followed in the old draft, too.
  private mutating func dropSiblings(_ site: SchemaSite) {
    guard from.referenceHidesSiblings, site["$ref"]?.string != nil else { return }
    for member in site.node.members ?? [] where !member.name.isEqual(to: "$ref") {
      let facts = KeywordTable.facts[member.name]
      guard facts?.asserts ?? false || member.name.isEqual(to: "$id") else { continue }
      if isReferenced(member.value.range, of: site) {
        refuse(
          member, of: site,
          "\"\(member.name)\" is not read beside \"$ref\", but a reference leads into it: it cannot be kept or removed",
          hint: "move what is referred to into \"definitions\"")
      } else {
        remove(member, of: site)
      }
    }
  }

  mutating func changeDefinitions(_ site: SchemaSite) {
    // Both at once is legal and keeps its meaning: `definitions` is still there for references.
    guard let member = site.node.member("definitions"), member.value.kind == .object, site.node.member("$defs") == nil
    else { return }
    rename(member, to: "$defs", of: site)
  }

  /// `"$id": "#name"` was the name of a location.
  /// The URI before the fragment, when there is one, stays an `$id`: the schema was a resource and a named location at
  /// once.
  private mutating func changeAnchor(_ site: SchemaSite) {
    guard site.reads("$id"), let member = site.node.member("$id"), let text = member.value.string else { return }
    let id = URIText(text)
    guard let name = id.fragment, !name.isEmpty else { return }
    if isNoName(name, site) { return dropFragment(member, of: site) }
    guard Self.isAnchorName(name), let anchor = JSONString(validating: name) else {
      return refuse(
        member, of: site, "this name is not a valid \"$anchor\", which holds letters, digits, \"-\", \"_\" and \".\"",
        hint: "give it another name, and the references to it")
    }
    let value = TextEdit(member.value.range, JSONText.quoted(anchor))
    if id.resource == URIText("") {
      return change(site, [document(site).renaming(member, to: "$anchor"), value])
    }
    guard let base = JSONString(validating: Array(id.resource.text.utf8)) else { return }
    let both = JSONText.quoted(base) + [0x2C, 0x20] + JSONText.member("$anchor", JSONText.quoted(anchor))
    change(site, [TextEdit(member.value.range, both)])
  }

  /// Whether a fragment of `$id` names no location. Generators of schemas write the pointer of each subschema there
  /// (`"#/properties/x"`): a reference of that text is a pointer whether the `$id` is there or not. Other text that is
  /// no name for 2019-09 matters when a reference has it.
  private func isNoName(_ name: [UInt8], _ site: SchemaSite) -> Bool {
    if name.first == 0x2F { return true }
    guard !Self.isAnchorName(name) else { return false }
    return !corpus.references.contains { reference in
      if case .site(let target) = reference.target {
        reference.uri.fragment == name && corpus.sites[target].node.offset == site.node.offset
          && corpus.sites[target].document == site.document
      } else {
        false
      }
    }
  }

  /// Takes the fragment off an `$id`, and all of it when there is nothing else.
  func withoutFragment(_ id: URIText) -> JSONString? {
    id.resource == URIText("") ? nil : JSONString(validating: Array(id.resource.text.utf8))
  }

  mutating func dropFragment(_ member: DocumentMember, of site: SchemaSite) {
    guard let text = member.value.string else { return }
    guard let base = withoutFragment(URIText(text)) else { return remove(member, of: site) }
    change(site, [TextEdit(member.value.range, JSONText.quoted(base))])
  }

  /// The names that both 2019-09 and 2020-12 take.
  /// Without a first `_`, which 2019-09 does not allow (core, 8.2.3): the step before the last must be valid as well.
  static func isAnchorName(_ name: [UInt8]) -> Bool {
    guard let first = name.first, first | 0x20 >= 0x61, first | 0x20 <= 0x7A else { return false }
    return name.allSatisfy { byte in
      (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D || byte == 0x2E
        || byte == 0x5F
    }
  }

  /// Arrays of names go to `dependentRequired`, schemas to `dependentSchemas`.
  /// Schemas stay where they are, so that references into them only follow a name; lists of names, which nothing refers
  /// to, move.
  private mutating func splitDependencies(_ site: SchemaSite) {
    guard site.reads("dependencies"), let member = site.node.member("dependencies"),
      let entries = member.value.members
    else { return }
    let names = entries.filter { $0.value.kind == .array }
    if names.count == entries.count { return rename(member, to: "dependentRequired", of: site) }
    rename(member, to: "dependentSchemas", of: site)
    guard !names.isEmpty else { return }
    let text = names.map { document(site).source(of: $0) }.joined(separator: [0x2C, 0x20])
    let required = JSONText.member("dependentRequired", [0x7B, 0x20] + Array(text) + [0x20, 0x7D])
    change(site, [document(site).inserting([required], after: member, of: site.node)])
    remove(names.map(\.name), from: member.value, of: site)
  }
}
