import JSONCore
import SchemaRuntime

/// A value in a schema that the schema itself must accept. Collected while lowering, checked when all nodes are there.
struct DeclaredValue {
  let keyword: Keyword
  let node: DocumentNode
  /// The node the value was declared in.
  let schema: SchemaNodeID
}

extension SchemaLowering {
  /// Strict mode: a default that is refused would be filled in and then rejected; a constant that is refused is a
  /// mistake. Both are errors at the value, with the keyword that refuses it.
  mutating func inspectDeclaredValues() {
    let conformance = Conformance(nodes: nodes)
    for value in declared {
      guard let keyword = conformance.refusal(of: value.node.jsonValue, by: value.schema) else { continue }
      let subject = value.keyword == .enum ? "this value of \"enum\"" : "\"\(value.keyword.rawValue)\""
      diagnostics.append(
        locations[value.schema].document.diagnostic(
          at: value.node, "\(subject) does not satisfy its own schema",
          details: ["pointer \(value.node.pointer), refused by \"\(keyword)\""],
          hint: "correct the value or the schema"))
    }
  }

  /// Standard mode: a default is an annotation and may be anything, but one that its own schema refuses is not filled
  /// in. Constants are left alone: a schema may be unsatisfiable.
  mutating func dropRefusedDefaults() {
    let conformance = Conformance(nodes: nodes)
    for value in declared where value.keyword == .default {
      guard conformance.refusal(of: value.node.jsonValue, by: value.schema) != nil else { continue }
      annotations[value.schema]?.defaultValue = nil
    }
  }
}
