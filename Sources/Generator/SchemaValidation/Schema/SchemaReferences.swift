import JSONCore
import SchemaRuntime

/// Finds the relative references of a schema file, so that the files they lead to can be read.
enum SchemaReferences {
  /// `$recursiveRef` is always `#`, into the file itself; `$schema` may be a meta-schema of somebody's own beside the
  /// file.
  private static let keywords: [[UInt8]] = ["$ref", "$dynamicRef", "$schema"].map { Array($0.utf8) }

  /// Paths without fragments; nothing for a text that is not JSON, which the compiler reports.
  static func paths(in bytes: JSONBytes) -> [String] {
    var reader = JSONReader(bytes, maxDepth: SchemaInterpreter.greatestDepth)
    var found: [String] = []
    collect(&reader, &found)
    return found
  }

  private static func collect(_ reader: inout JSONReader, _ found: inout [String]) {
    switch reader.peekKind() {
    case .object:
      // Recursion as deep as the text, which the reader bounds: 512 levels.
      guard reader.beginObject(), !reader.emptyObject() else { return }
      repeat {
        guard reader.key() else { return }
        let isReference = keywords.contains { reader.tokenEquals($0) }
        guard isReference, reader.peek() == UInt8(ascii: "\"") else {
          collect(&reader, &found)
          continue
        }
        guard reader.string() else { return }
        if let path = path(reader.takeString().bytes) { found.append(path) }
      } while reader.failure == .none && reader.comma()
      _ = reader.endObject()
    case .array:
      guard reader.beginArray(), !reader.emptyArray() else { return }
      repeat { collect(&reader, &found) } while reader.failure == .none && reader.comma()
      _ = reader.endArray()
    case .null, .boolean, .number, .string, nil: _ = reader.skipValue()
    }
  }

  /// The path of a reference; nil for one into the same file and for a URI with a scheme.
  private static func path(_ reference: [UInt8]) -> String? {
    let path = reference.prefix { $0 != UInt8(ascii: "#") }
    guard !path.isEmpty, !path.contains(UInt8(ascii: ":")) else { return nil }
    return String(decoding: path, as: UTF8.self)
  }
}
