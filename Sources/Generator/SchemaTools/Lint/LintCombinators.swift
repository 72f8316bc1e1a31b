import JSONCore
import SchemaCompiler
import SchemaRuntime

/// `allOf`, `anyOf`, `oneOf`, `if`.
/// Two schemas that are each right may be wrong together, which nobody sees who looks at one of them.
extension Linter {
  /// Where `$ref` hides its siblings nothing of this is read, and nothing of it is found.
  mutating func checkCombinators(_ site: SchemaSite) {
    checkConditions(site)
    for keyword in ["allOf", "anyOf", "oneOf"] as [JSONString] where site.reads(keyword) {
      guard let array = site[keyword], let branches = array.elements else { continue }
      checkBranches(keyword, array, branches)
    }
    guard site.reads("allOf"), let branches = site["allOf"]?.elements else { return }
    checkTypes(of: branches, beside: site)
  }

  /// Often `if` has been renamed or moved and the rest forgotten: the rule that the author believes in is off.
  private mutating func checkConditions(_ site: SchemaSite) {
    guard site.dialect >= .draft7, site["if"] == nil else { return }
    for name in ["then", "else"] as [JSONString] where site.reads(name) {
      guard let member = site.node.member(name) else { continue }
      reportUseless(
        .thenWithoutIf, member, of: site, "\"\(name)\" is not read without \"if\"", hint: "remove it, or add \"if\"")
    }
  }

  /// Equal as JSON and not as text: the order of members and the way a number is written do not count.
  private mutating func checkBranches(_ keyword: JSONString, _ array: DocumentNode, _ branches: [DocumentNode]) {
    var seen: [JSONValue: DocumentNode] = [:]
    for (index, branch) in branches.enumerated() {
      guard let first = seen.updateValue(branch, forKey: branch.jsonValue) else { continue }
      // In a `oneOf` two equal branches refuse what one of them accepts.
      let isOneOf = keyword.isEqual(to: "oneOf")
      let edit = isOneOf || isReferenced(branch.range) ? nil : document.removing(element: index, from: array)
      report(
        .duplicateBranch, at: branch,
        "this branch of \"\(keyword)\" is the same as \(first.pointer)"
          + (isOneOf ? ": \"oneOf\" rejects what both accept" : ""),
        hint: "remove one of the two", fix: edit.map { [$0] })
    }
  }

  /// By the text alone, so that it is found in a schema that does not compile; the compiler finds what takes
  /// references.
  private mutating func checkTypes(of branches: [DocumentNode], beside site: SchemaSite) {
    var common = site.types
    for branch in branches {
      guard let index = corpus.site(at: branch), let types = corpus.sites[index].types,
        corpus.sites[index].reads("type")
      else { continue }
      if let known = common, known.isDisjoint(with: types) {
        return report(
          .disjointTypes, at: branch, "no value has the types of this branch and of what is beside it",
          hint: "make it \"anyOf\", or correct the types")
      }
      common = common.map { $0.intersection(types) } ?? types
    }
  }
}

extension SchemaCorpus {
  /// The site of a value in the first file.
  func site(at node: DocumentNode) -> Int? {
    scanner.byLocation[SchemaScanner.Location(document: 0, offset: node.offset)]
  }
}
