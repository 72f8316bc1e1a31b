import JSONCore
import SchemaRuntime

/// What a schema lists word for word: `enum`, `const`, `default` and `examples`. They pass the same checks as all other
/// values, and an error about one of them says that the author wrote it.
extension AdmittedStrings {
  private static let listDepth = 32

  /// The strings that the node, its items or what it refers to lists.
  func listed(_ id: SchemaNodeID, depth: Int = 0) -> [[UInt8]] {
    guard depth < Self.listDepth else { return [] }
    var texts = Self.strings(in: [schema.annotations[id]?.defaultValue].compactMap { $0 })
    for check in schema.program.nodes[id].checks {
      switch check {
      case .const(let value): texts += Self.strings(in: [value])
      case .enumeration(let values): texts += Self.strings(in: values)
      case .reference(let target), .dynamicReference(let target, _): texts += listed(target, depth: depth + 1)
      case .array(let array): texts += array.items.map { listed($0, depth: depth + 1) } ?? []
      case .allOf(let branches): texts += branches.flatMap { listed($0, depth: depth + 1) }
      case .anyOf(let check), .oneOf(let check): texts += check.branches.flatMap { listed($0, depth: depth + 1) }
      default: continue
      }
    }
    return texts
  }

  /// Strings, and those in lists.
  private static func strings(in values: [JSONValue]) -> [[UInt8]] {
    values.flatMap { value -> [[UInt8]] in
      switch value {
      case .string(let text): [text.bytes]
      case .array(let elements): strings(in: elements)
      default: []
      }
    }
  }
}

extension ToolReader {
  /// An example that no call could have teaches the model what will be refused.
  ///
  /// Everything that the input schema admits is proved to be harmless, so it is enough that it admits the example.
  func inspectExamples(_ input: CompiledSchema) {
    let admitted = AdmittedStrings(schema: input)
    let conformance = Conformance(nodes: input.program.nodes)
    for property in admitted.objects(input.program.root).flatMap(\.properties) {
      guard let node = document.root["inputSchema"]?["properties"]?[property.name] else { continue }
      inspectExamples(of: node, property.schema, conformance)
      if let items = node["items"], let id = admitted.arrays(property.schema).lazy.compactMap(\.items).first {
        inspectExamples(of: items, id, conformance)
      }
    }
  }

  private func inspectExamples(of node: DocumentNode, _ id: SchemaNodeID, _ conformance: Conformance) {
    for example in node["examples"]?.elements ?? [] {
      guard let keyword = conformance.refusal(of: example.jsonValue, by: id) else { continue }
      report(
        example, "this example does not satisfy its own schema",
        details: ["pointer \(example.pointer), refused by \"\(keyword)\""], hint: "correct the example or the schema",
        rule: .declaredValue, witness: Self.json(example))
    }
  }

  private static func json(_ node: DocumentNode) -> String {
    var writer = JSONWriter()
    node.jsonValue.write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Names the rule of errors of the input schema which one is behind: values that it lists and does not admit, and
  /// bounds that are missing.
  ///
  /// By their words, since a schema of any other file is compiled by the same code and has no such rules.
  func tagRules(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    diagnostics.map { diagnostic in
      guard diagnostic.severity == .error, diagnostic.pointer.utf8.starts(with: "/inputSchema/".utf8) else {
        return diagnostic
      }
      var tagged = diagnostic
      let steps = JSONPointer.steps(diagnostic.pointer) ?? []
      if steps.last == "default" || steps.last == "const" || steps.dropLast().last == "enum" {
        tagged.rule = .declaredValue
        tagged.witness = document.node(at: diagnostic.pointer).map(Self.json)
      } else {
        tagged.rule = Self.missingBounds.first { $0.message == diagnostic.message }?.rule
      }
      return tagged
    }
  }

  private static let missingBounds: [(message: String, rule: ArgvRule)] = [
    ("a string without a maximum length", .size), ("an array without a maximum length", .array),
    ("an array that does not say what its elements are", .array),
    ("an object that does not say whether it is open or closed", .freeArguments),
  ]
}
