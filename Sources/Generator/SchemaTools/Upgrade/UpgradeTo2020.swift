import JSONCore
import SchemaCompiler

/// 2019-09 to 2020-12: tuples are `prefixItems`, recursion goes by name.
extension UpgradePlan {
  /// The name that replaces `$recursiveAnchor`: the same in every file, as references between them need it.
  private static let recursiveName: JSONString = "meta"

  mutating func upgradeTo2020() {
    // In any schema of the files, because the two may meet in one value by way of references; a narrower test would
    // have to evaluate them.
    let countsContains = sites.contains { $0["contains"] != nil }
    for site in sites {
      changeDefinitions(site)
      dropPointer(site)
      changeItems(site)
      changeRecursion(site)
      if countsContains, let member = site.node.member("unevaluatedItems") {
        refuse(
          member, of: site,
          "\"contains\" decides which items are evaluated in 2020-12, but not in 2019-09: no schema is equivalent",
          hint: "say it without \"unevaluatedItems\" or without \"contains\"")
      }
      if let member = site.node.member("$vocabulary") {
        refuse(
          member, of: site, "a meta-schema names the vocabularies of its own draft",
          hint: "rewrite the meta-schema for 2020-12")
      }
    }
  }

  /// `"$id": "#/properties/x"` is no more allowed in 2019-09 than in 2020-12, and common in both.
  private mutating func dropPointer(_ site: SchemaSite) {
    guard let member = site.node.member("$id"), let text = member.value.string,
      URIText(text).fragment?.first == 0x2F
    else { return }
    dropFragment(member, of: site)
  }

  /// An empty list of parts is not allowed for `prefixItems`, and says nothing: it goes.
  private mutating func changeItems(_ site: SchemaSite) {
    let additional = site.node.member("additionalItems")
    guard let items = site.node.member("items"), let elements = items.value.elements else {
      // Without an array of schemas it was not read.
      guard let additional else { return }
      if isReferenced(additional.value.range, of: site) {
        return refuse(
          additional, of: site, "this is not read, but a reference leads into it: it cannot be kept or removed",
          hint: "move what is referred to into \"$defs\"")
      }
      return remove(additional, of: site)
    }
    if elements.isEmpty { remove(items, of: site) } else { rename(items, to: "prefixItems", of: site) }
    if let additional { rename(additional, to: "items", of: site) }
  }

  /// `$recursiveAnchor` is a mark without a name; one name in all files gives the same outermost schema.
  private mutating func changeRecursion(_ site: SchemaSite) {
    if let member = site.node.member("$recursiveAnchor") {
      guard member.value.boolean == true else { return remove(member, of: site) }
      if corpus.resources[site.resource].anchors[Self.recursiveName] != nil {
        return refuse(
          member, of: site, "the anchor \"\(Self.recursiveName)\", which replaces this, is already in use",
          hint: "give that anchor another name")
      }
      change(
        site,
        [
          document(site).renaming(member, to: "$dynamicAnchor"),
          TextEdit(member.value.range, JSONText.quoted(Self.recursiveName)),
        ])
    }
    guard let member = site.node.member("$recursiveRef"), member.value.string != nil else { return }
    changeReference(member, of: site)
  }

  /// Where the root is not marked the reference is an ordinary one.
  /// Without the mark at the root the reference was never dynamic (core of 2019-09, 8.2.4.2.1).
  private mutating func changeReference(_ member: DocumentMember, of site: SchemaSite) {
    let root = corpus.sites[corpus.resources[site.resource].site]
    if root["$recursiveAnchor"]?.boolean == true {
      let value = JSONText.quoted(JSONString("#" + String(Self.recursiveName)))
      return change(
        site, [document(site).renaming(member, to: "$dynamicRef"), TextEdit(member.value.range, value)])
    }
    if site.node.member("$ref") != nil {
      return refuse(
        member, of: site, "this means \"$ref\": \"#\" here, and there is a \"$ref\" already",
        hint: "put one of the two into \"allOf\"")
    }
    change(site, [document(site).renaming(member, to: "$ref")])
  }
}
