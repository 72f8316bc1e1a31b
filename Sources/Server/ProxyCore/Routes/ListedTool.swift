import JSONCore
import SchemaRuntime

/// What `tools/list` says of a tool. The listing is the one source of MCP and HTTP, so that their contracts cannot
/// differ.
struct ListedTool {
  var name: JSONString = ""
  var description: JSONString = ""
  var input = JSONSlice(constant: "{}")
  var output: JSONSlice?

  /// Nil when the text is no object. The reader is then of no use for the next tool.
  init?(_ reader: inout JSONReader) {
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = reader.takeString()
      guard let value = reader.rawValue() else { return nil }
      if member == "name" { name = Self.text(value) }
      if member == "description" { description = Self.text(value) }
      if member == "inputSchema" { input = value }
      if member == "outputSchema" { output = value }
    } while reader.comma()
    guard reader.endObject() else { return nil }
  }

  /// Whether some argument is required.
  var needsArguments: Bool {
    var reader = JSONReader(input)
    guard case .object(let members)? = JSONValue(from: &reader), case .array(let names)? = members["required"] else {
      return false
    }
    return !names.isEmpty
  }

  private static func text(_ slice: JSONSlice) -> JSONString {
    var reader = JSONReader(slice)
    return reader.string() ? reader.takeString() : ""
  }
}
