import JSONCore
import SchemaRuntime

extension JSONString {
  /// The string as it stands in JSON text, quotes included.
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
