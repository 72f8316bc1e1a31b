import JSONCore
import SchemaRuntime

extension JSONString {
  /// The string as it is written in JSON text, quotes included.
  ///
  /// By the runtime's own writer, so that a literal in generated code and a value written at run time cannot differ.
  var jsonBytes: [UInt8] {
    var writer = JSONWriter()
    writer.string(self)
    return writer.bytes
  }

  var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }
}

extension JSONValue {
  /// Compact JSON.
  var jsonText: String {
    var writer = JSONWriter()
    write(to: &writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
