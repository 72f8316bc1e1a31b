import JSONCore

/// JSON as text, the form in which the knowledge store keeps metadata: it is returned as it was written, and never
/// looked into.
enum JSONText {
  static let emptyObject = "{}"

  /// What `write` appends, as text.
  static func written(_ write: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(capacity: 256)
    write(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
