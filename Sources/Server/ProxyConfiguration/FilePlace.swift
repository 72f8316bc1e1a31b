import JSONCore

/// A member of a file, by the names that lead to it.
struct FilePlace {
  let names: [JSONString]

  init(_ names: [JSONString]) { self.names = names }

  var pointer: String {
    names.map { name in
      let parts = String(name).unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
      return "/" + parts.joined()
    }.joined()
  }

  func exists(in json: JSONBytes) -> Bool {
    var reader = JSONReader(json)
    return names.allSatisfy { Self.enter($0, &reader) }
  }

  /// Where the value stands, or as much of the way to it as there is.
  func offset(in json: JSONBytes) -> Int? {
    var reader = JSONReader(json)
    var found: Int?
    for name in names {
      guard Self.enter(name, &reader) else { break }
      found = reader.valueOffset()
    }
    return found
  }

  /// Goes to the value of a member of the object that comes next.
  private static func enter(_ name: JSONString, _ reader: inout JSONReader) -> Bool {
    guard reader.beginObject(), !reader.emptyObject() else { return false }
    repeat {
      guard reader.key() else { return false }
      if reader.takeString() == name { return true }
      guard reader.skipValue() else { return false }
    } while reader.comma()
    return false
  }
}
