import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Objects.
/// What is found here is worth an error only where no object at all can be valid.
extension Linter {
  /// `required` is looked at alone in drafts 4 and 6 as well, where an empty one is an error of draft 4.
  mutating func checkObject(_ site: SchemaSite) {
    guard site.reads("required"), let required = site["required"]?.elements else { return }
    if let most = site["maxProperties"]?.number?.int, Set(required.compactMap(\.string)).count > most,
      let member = site.node.member("maxProperties")
    {
      report(
        .requiredOverMaximum, member, "\"required\" names more members than \"maxProperties\" allows",
        hint: "raise \"maxProperties\", or require fewer members")
    }
    if required.isEmpty, site.dialect >= .draft6, let member = site.node.member("required") {
      reportUseless(.noEffect, member, of: site, "an empty \"required\" requires nothing", hint: "remove it")
    }
    guard site["additionalProperties"]?.boolean == false else { return }
    checkDeclared(required, site)
  }

  /// A member that a closed object refuses can never be given.
  /// Beside `properties` of the same schema only: those of an `allOf` are no help, which `closed-branches` is about.
  private mutating func checkDeclared(_ required: [DocumentNode], _ site: SchemaSite) {
    let declared = site["properties"]?.members ?? []
    let patterns = (site["patternProperties"]?.members ?? []).map { try? PatternCompiler.compile($0.name.bytes) }
    // A pattern that is not understood may allow anything.
    // Fails open, unlike everything in strict mode: a finding that is wrong costs a linter its readers.
    if patterns.contains(where: { $0 == nil }) { return }
    for node in required {
      guard let name = node.string, !declared.contains(where: { $0.name == name }),
        !patterns.contains(where: { $0?.accepts(name.bytes) ?? false })
      else { continue }
      report(
        .requiredNotDeclared, at: node,
        "\"required\" names \"\(name)\", which this closed object does not declare"
          + ClosestName.hint(String(name), among: declared.map { String($0.name) }),
        hint: "declare it under \"properties\", or remove it from \"required\"")
    }
  }
}
