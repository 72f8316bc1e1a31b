import JSONCore
import SchemaCompiler
import SchemaRuntime

/// `type`, `enum`, `const` and what they leave to the other keywords.
extension Linter {
  mutating func checkTypes(_ site: SchemaSite) {
    checkDuplicates(site)
    guard site.reads("type"), let types = site.types else { return }
    for member in site.node.members ?? [] where site.reads(member.name) {
      guard let facts = KeywordTable.facts[member.name], facts.drafts.contains(site.dialect),
        let speaksOf = facts.speaksOf, types.isDisjoint(with: speaksOf)
      else { continue }
      reportUseless(
        .keywordOfOtherType, member, of: site,
        "\"\(member.name)\" applies to \(Self.plural(speaksOf)), which \"type\" does not allow",
        hint: "remove it, or add the type")
    }
    if let member = site.node.member("const"), site.dialect >= .draft6, types.isDisjoint(with: member.value.types) {
      report(
        .constNotInType, member, "\"const\" is not of the type that \"type\" names: nothing is valid",
        hint: "correct one of the two")
    }
  }

  private static func plural(_ types: JSONTypeSet) -> String {
    types.contains(.number) ? "numbers" : types.names.map { $0 + "s" }.joined(separator: " and ")
  }

  /// `[1, 1.0]` is a value twice: equality is that of JSON Schema, not that of texts.
  private mutating func checkDuplicates(_ site: SchemaSite) {
    for keyword in ["enum", "required", "type"] as [JSONString] where site.reads(keyword) {
      guard let array = site[keyword], let elements = array.elements else { continue }
      if elements.isEmpty, keyword.isEqual(to: "enum"), let member = site.node.member(keyword) {
        report(
          .emptyEnum, member, "an empty \"enum\" accepts nothing",
          hint: "list the values, or write false instead of the schema")
      }
      var seen: [JSONValue: DocumentNode] = [:]
      for (index, element) in elements.enumerated() {
        guard let first = seen[element.jsonValue] else {
          seen[element.jsonValue] = element
          continue
        }
        report(
          .duplicateValue, at: element, "\"\(keyword)\" has this value twice, first at \(first.pointer)",
          hint: "remove one of the two", fix: document.removing(element: index, from: array).map { [$0] })
      }
    }
  }

  // MARK: values that the schema itself refuses

  /// Values of `enum`, `const`, `default` and `examples` that their own schema refuses, found with the compiled one.
  /// With the compiled schema: only it knows what references and combinations make of a value.
  mutating func checkDeclaredValues(_ program: SchemaProgram) {
    let conformance = Conformance(nodes: program.nodes)
    let file = corpus.files[0]
    let nodes = Dictionary(
      program.nodes.indices.map { (program.nodes[$0].location, $0) }, uniquingKeysWith: { first, _ in first })
    for site in corpus.sites where site.document == 0 && site.node.kind == .object {
      guard let node = nodes[file.document.canonicalLocation(ofPath: file.path, site.node.pointer)] else { continue }
      for keyword in ["enum", "default", "examples"] as [JSONString] where site.reads(keyword) {
        checkDeclared(keyword, site) { conformance.refusal(of: $0.jsonValue, by: node) }
      }
    }
  }

  /// `const` is not among them: refused by its own schema it makes nothing valid, which other rules say more exactly.
  private mutating func checkDeclared(_ keyword: JSONString, _ site: SchemaSite, refusal: (DocumentNode) -> String?) {
    guard let value = site[keyword] else { return }
    if keyword.isEqual(to: "default") {
      guard let refused = refusal(value) else { return }
      return report(
        .declaredValueRefused, at: value, "the default is refused by \"\(refused)\" of its own schema",
        hint: "correct the value or the schema")
    }
    let elements = value.elements ?? []
    let refused = elements.map(refusal)
    for (index, failingKeyword) in refused.enumerated() {
      guard let failingKeyword else { continue }
      // Without the last value of an `enum` the schema would accept nothing in another way.
      // An example that is refused is wrong documentation; it is not removed, because it may be the schema that is
      // wrong.
      let isEnum = keyword.isEqual(to: "enum")
      let isFixable = isEnum && refused.contains { $0 == nil }
      report(
        .declaredValueRefused, at: elements[index],
        "this value of \"\(keyword)\" is refused by \"\(failingKeyword)\" beside it",
        hint: isEnum ? "remove it, or correct \"\(failingKeyword)\"" : "correct the example or the schema",
        fix: isFixable ? document.removing(element: index, from: value).map { [$0] } : nil)
    }
  }
}

extension SchemaSite {
  /// The types that `type` names; nil when it is absent or not understood.
  /// Nil and not the empty set for a name that is unknown: rules about types then say nothing, and the compiler reports
  /// the name.
  var types: JSONTypeSet? {
    guard let value = self["type"] else { return nil }
    var types: JSONTypeSet = []
    for name in value.elements ?? [value] {
      guard let found = JSONTypeSet.names.first(where: { JSONString($0.name) == name.string }) else { return nil }
      types.insert(found.type)
    }
    // Every integer is a number.
    return types.contains(.number) ? types.union(.integer) : types
  }
}

extension DocumentNode {
  /// The types the value has; an integer is a number, too.
  var types: JSONTypeSet { jsonValue.types }
}

extension Document {
  /// How the compiler names a location in the file that it knows under `path`.
  func canonicalLocation(ofPath path: String, _ pointer: String) -> String { "\(path)#\(pointer)" }
}

extension SchemaCorpus {
  /// A file, compiled with everything it refers to.
  func compile(
    _ mode: SchemaMode, requireBounds: Bool = false, file: Int = 0, purpose: CompilationPurpose = .validation
  ) -> Outcome<CompiledSchema> {
    let outcome = CompiledSchema.compile(
      files[file].path, in: sources, mode: mode, requireBounds: requireBounds, draft: draft, purpose: purpose)
    return Outcome(outcome.value, shown(outcome.diagnostics))
  }
}
