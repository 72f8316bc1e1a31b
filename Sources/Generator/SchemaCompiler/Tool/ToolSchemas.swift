import JSONCore
import SchemaRuntime

/// What clients can take, checked on the text of the input and output schemas.
extension ToolReader {
  /// Allowed by JSON Schema and by MCP, refused by clients that turn input schemas into those of a model's provider.
  private static let combinators: [JSONString] = [
    "$ref", "oneOf", "anyOf", "allOf", "not", "enum", "const", "if", "then", "else",
  ]

  /// Closed, so that a misspelt argument is an error and not ignored.
  func inspectInput(_ schema: DocumentNode) {
    guard inspectTop(schema, "inputSchema") else { return }
    for name in Self.combinators {
      guard let member = schema.member(name) else { continue }
      report(
        member, "\"\(name)\" at the top level of an input schema is rejected by clients",
        hint: "list the members under \"properties\"; write separate tools for separate sets of members",
        rule: .freeArguments)
    }
    if let member = schema.member("patternProperties") {
      report(
        member, "no argument can use members of any name", hint: "list the members under \"properties\"",
        rule: .freeArguments)
    }
    if schema["additionalProperties"]?.boolean != false {
      report(
        schema["additionalProperties"] ?? schema, "the input schema must be closed",
        hint: "add \"additionalProperties\": false", rule: .freeArguments)
    }
    inspectArrays(schema)
  }

  /// Outputs may be open: the program says more than the schema knows, and clients ignore what they do not know.
  func inspectOutput(_ schema: DocumentNode) {
    if inspectTop(schema, "outputSchema") { inspectArrays(schema) }
  }

  /// An object at the top, since that is what `structuredContent` and `arguments` are.
  private func inspectTop(_ schema: DocumentNode, _ name: String) -> Bool {
    guard schema.members != nil else {
      report(schema, "\"\(name)\" must be an object", hint: "write {\"type\": \"object\", …}")
      return false
    }
    if schema["type"]?.string != "object" {
      report(
        schema["type"] ?? schema, "\"\(name)\" must have \"type\": \"object\" at its top level",
        hint: "write \"type\": \"object\" and put other values under a member")
    }
    return true
  }

  /// Clients refuse an array without `items`, or with one that says nothing.
  ///
  /// On the text and not on the compiled schema: what the client sees is the text.
  private func inspectArrays(_ schema: DocumentNode) {
    guard let members = schema.members else { return }
    let types = schema["type"]?.elements ?? [schema["type"]].compactMap { $0 }
    if types.contains(where: { $0.string == "array" }) {
      let items = schema["items"]
      if items == nil || items?.members?.isEmpty == true || items?.boolean == true {
        report(
          items ?? schema, "an array that does not say what its items are",
          hint: "add \"items\" with at least a \"type\"", rule: .array)
      }
    }
    for member in members {
      switch Keyword(name: member.name)?.shape {
      case .schema, .schemaOrList: inspectArrays(member.value)
      case .schemaList: for element in member.value.elements ?? [] { inspectArrays(element) }
      case .schemaMap: for entry in member.value.members ?? [] { inspectArrays(entry.value) }
      case .value, nil: continue
      }
    }
  }
}
