import JSONCore
import SchemaRuntime

/// `{"data":[{"id":…},…]}`, as both API formats list models, or the list alone, as Together sends it. Read without a
/// schema: local servers add what they like.
enum ModelNames {
  /// More than any provider has; each is kept in memory for as long as the configuration.
  private static let most = 10_000

  /// Nil when it is no such list.
  static func read(_ body: JSONBytes) -> [JSONString]? {
    var reader = JSONReader(body)
    var names: [JSONString]?
    if reader.peekKind() == .array { return readList(&reader, &names) && reader.finish() ? names : nil }
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let isData = reader.takeString() == "data"
      let kind = reader.peekKind()
      guard isData && kind == .array ? readList(&reader, &names) : reader.skipValue() else { return nil }
      // Some have null where they have no model.
      if isData, kind == .null { names = [] }
    } while reader.comma()
    return reader.endObject() && reader.finish() ? names : nil
  }

  /// An entry without an `id` is left out: one odd model must not hide the others.
  private static func readList(_ reader: inout JSONReader, _ found: inout [JSONString]?) -> Bool {
    guard reader.beginArray() else { return false }
    var names: [JSONString] = []
    if !reader.emptyArray() {
      repeat {
        guard let value = JSONValue(from: &reader) else { return false }
        if case .object(let members) = value, case .string(let id)? = members["id"], !id.isEmpty, names.count < most {
          names.append(id.detached())
        }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    found = names
    return true
  }
}
