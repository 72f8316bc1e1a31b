import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Keeps what the emitter and the documentation use, and checks the kinds of the rest.
  mutating func annotate(_ id: SchemaNodeID, _ schema: Subschema) {
    var found = SchemaAnnotations()
    found.title = string(.title, in: schema).map(String.init)
    found.description = string(.description, in: schema).map(String.init)
    found.isSecret = boolean(.secret, in: schema) ?? false
    found.definitionName = Self.definitionName(schema.node.pointer)
    if let member = schema[.default] {
      found.defaultValue = member.value.jsonValue
      declared.append(DeclaredValue(keyword: .default, node: member.value, schema: id))
    }
    for keyword in [Keyword.deprecated, .readOnly, .writeOnly] { _ = boolean(keyword, in: schema) }
    _ = string(.comment, in: schema)
    if let examples = schema[.examples], examples.value.elements == nil {
      mustBe("an array of values", examples, in: schema)
    }
    for keyword in [Keyword.defs, .definitions] {
      for member in schemaMap(keyword, in: schema) { definitions.append(schema.place(member.value)) }
    }
    if found != SchemaAnnotations() { annotations[id] = found }
  }

  /// The key under `$defs` when that is where the schema stands. A property may be called `$defs`: only a step where a
  /// keyword is expected counts.
  static func definitionName(_ pointer: String) -> String? {
    var container: Keyword?
    var name: String?
    for step in JSONPointer.steps(pointer) ?? [] {
      name = container == .defs || container == .definitions ? String(step) : nil
      if container != nil {
        container = nil
      } else if let keyword = Keyword(name: step), keyword.shape == .schemaMap || keyword.shape == .schemaList {
        container = keyword
      }
    }
    return name
  }
}
