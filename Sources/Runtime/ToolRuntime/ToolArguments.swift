import JSONCore
import SchemaRuntime

/// Decodes the arguments of a call: with the generated decoder of its tool, or as the interpreter has it.
enum ToolArguments {
  /// Members that some clients add to the arguments of every tool; dropped before the schema is tried again. Only after
  /// a refusal, so that a tool may have members of these names.
  private static let clientArtefacts: [JSONString] = ["_meta", "toolCallId"]
  private static let empty = JSONSlice(constant: "{}")

  /// Throws `invalidArguments` with the violations. No arguments are an empty object, as in MCP.
  static func decode<Tool: DeclaredTool>(_ type: Tool.Type, _ arguments: JSONSlice?) throws(ToolFailure)
    -> Tool.Input
  {
    try decode(Tool.definition, arguments, violations: { SchemaInterpreter(Tool.Input.program).violations($0) }) {
      var reader = JSONReader($0)
      guard let input = Tool.Input(from: &reader), reader.finish() else { return nil }
      return input
    }
  }

  /// - Parameters:
  ///   - violations: of the input schema, all of them.
  ///   - read: the input; nil when the text is not one.
  static func decode<Input>(
    _ definition: ToolDefinition, _ arguments: JSONSlice?, violations: (JSONSlice) -> [Violation],
    read: (JSONSlice) -> Input?
  ) throws(ToolFailure) -> Input {
    let arguments = arguments ?? empty
    if let input = read(arguments) { return input }
    if let cleaned = withoutArtefacts(arguments), let input = read(cleaned) { return input }
    // Of the arguments as they came: a client must find its own members in the list.
    throw refusal(definition, violations(arguments))
  }

  /// A decoder says no without a reason; the interpreter over the same bytes finds all of them. They differ in one
  /// point: a number that is valid and fits no `Int`.
  private static func refusal(_ definition: ToolDefinition, _ violations: [Violation]) -> ToolFailure {
    if violations.isEmpty {
      return ToolFailure(
        .invalidArguments, "the arguments of \(definition.name) hold a number that does not fit 64 bits")
    }
    return ToolFailure(
      .invalidArguments, "the arguments of \(definition.name) do not match its inputSchema", violations: violations)
  }

  /// The same object without the members that clients add, nil when it has none of them or is no object.
  private static func withoutArtefacts(_ arguments: JSONSlice) -> JSONSlice? {
    var reader = JSONReader(arguments)
    var writer = JSONWriter()
    var found = false
    guard reader.beginObject() else { return nil }
    let start = writer.count
    if !reader.emptyObject() {
      repeat {
        guard reader.key() else { return nil }
        let name = reader.takeString()
        guard let value = reader.rawValue() else { return nil }
        if clientArtefacts.contains(name) {
          found = true
          continue
        }
        writer.byte(0x2C)
        writer.string(name)
        writer.byte(0x3A)
        writer.raw(value)
      } while reader.comma()
      guard reader.endObject() else { return nil }
    }
    writer.openObject(at: start)
    writer.byte(0x7D)
    return found ? JSONSlice(unchecked: writer.copy(), range: 0..<writer.count) : nil
  }
}
