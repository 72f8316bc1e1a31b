import JSONCore
import SchemaCompiler

/// Objects.
extension Linter {
  mutating func checkObject(_ site: SchemaSite) {
    guard site.reads("required"), let required = site["required"]?.elements else { return }
    if let most = site["maxProperties"]?.number?.int, Set(required.compactMap(\.string)).count > most,
      let member = site.node.member("maxProperties")
    {
      report(
        .requiredOverMaximum, member, "\"required\" names more members than \"maxProperties\" allows",
        mend: "raise \"maxProperties\", or require fewer members")
    }
    if required.isEmpty, site.dialect >= .draft6, let member = site.node.member("required") {
      reportUseless(.noEffect, member, of: site, "an empty \"required\" asks for nothing", mend: "remove it")
    }
    guard site["additionalProperties"]?.boolean == false else { return }
    checkDeclared(required, site)
  }

  /// A member that a closed object refuses can never be given.
  private mutating func checkDeclared(_ required: [DocumentNode], _ site: SchemaSite) {
    let declared = site["properties"]?.members ?? []
    let patterns = (site["patternProperties"]?.members ?? []).map { try? PatternCompiler.compile($0.name.bytes) }
    // A pattern that is not understood may allow anything.
    if patterns.contains(where: { $0 == nil }) { return }
    for node in required {
      guard let name = node.string, !declared.contains(where: { $0.name == name }),
        !patterns.contains(where: { $0?.accepts(name.bytes) ?? false })
      else { continue }
      report(
        .requiredNotDeclared, at: node,
        "\"required\" names \"\(name)\", which this closed object does not declare"
          + ClosestName.hint(String(name), among: declared.map { String($0.name) }),
        mend: "declare it under \"properties\", or remove it from \"required\"")
    }
  }
}
