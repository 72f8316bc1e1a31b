import JSONCore
import SchemaCompiler

/// One line of standard input.
struct EvaluationRequest {
  /// Kept as the bytes they came as: numbers of any size are part of what is evaluated.
  var schema: JSONSlice
  var instances: [JSONSlice] = []
  /// The address of a document; then nothing is evaluated.
  var remote: String?
  /// The name of the Swift scope: `S12`.
  var name = "S"
  /// Of schemas that have no `$schema`.
  var draft = Draft.draft2020
  var assertsFormat = false

  init?(_ line: String) {
    var reader = JSONReader(JSONBytes(line), maxDepth: 512)
    var schema: JSONSlice?
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let member = String(reader.takeString())
      guard let value = reader.rawValue() else { return nil }
      switch member {
      case "schema": schema = value
      case "instances": instances = value.elements
      case "remote": remote = value.text
      case "name": name = value.text ?? name
      case "dialect":
        guard let named = value.text.flatMap({ Draft(metaSchema: JSONString($0)) }) else { return nil }
        draft = named
      case "assertFormat": assertsFormat = value.bytes == Array("true".utf8)
      default: return nil
      }
    } while reader.comma()
    guard let schema, reader.endObject(), reader.finish() else { return nil }
    self.schema = schema
  }
}

extension JSONSlice {
  /// The elements of an array as text.
  var elements: [JSONSlice] {
    var reader = JSONReader(self, maxDepth: 512)
    var found: [JSONSlice] = []
    guard reader.beginArray(), !reader.emptyArray() else { return found }
    repeat {
      guard let element = reader.rawValue() else { return found }
      found.append(element)
    } while reader.comma()
    return found
  }

  /// The content of a string.
  var text: String? {
    var reader = JSONReader(self)
    return reader.string() ? String(reader.takeString()) : nil
  }
}
