import JSONCore

/// A member of a file, by the names that lead to it. The decoded value has lost where it came from; this finds it
/// again in the text, for errors alone.
struct FileLocation {
  let names: [JSONString]

  init(_ names: [JSONString]) { self.names = names }

  /// - Parameter pointer: a JSON pointer; `~` is only in it as `~0` and `~1`.
  init(pointer: String) {
    names = pointer.split(separator: "/").map { part in
      var name = ""
      var isEscaped = false
      for scalar in part.unicodeScalars {
        if isEscaped { name += scalar == "0" ? "~" : "/" } else if scalar != "~" { name.unicodeScalars.append(scalar) }
        isEscaped = !isEscaped && scalar == "~"
      }
      return JSONString(name)
    }
  }

  /// A JSON pointer (RFC 6901): `~` and `/` of names are written `~0` and `~1`.
  var pointer: String {
    names.map { name in
      let parts = String(name).unicodeScalars.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
      return "/" + parts.joined()
    }.joined()
  }

  /// Whether the text has the member: the decoded value cannot say so, since defaults are filled in.
  func exists(in json: JSONBytes) -> Bool {
    var reader = JSONReader(json)
    return names.allSatisfy { Self.enter($0, &reader) }
  }

  /// Where the value begins, or as much of the way to it as there is: a member that is missing has the location of
  /// what it is missing from.
  func offset(in json: JSONBytes) -> Int? {
    var reader = JSONReader(json)
    var found: Int?
    for name in names {
      guard Self.enter(name, &reader) else { break }
      found = reader.valueOffset()
    }
    return found
  }

  /// Goes to the value of a member of the object, or to the element of the array, that comes next. False leaves the
  /// reader of no use.
  private static func enter(_ name: JSONString, _ reader: inout JSONReader) -> Bool {
    if reader.peekKind() == .array { return Int(String(name)).map { enter($0, &reader) } ?? false }
    guard reader.beginObject(), !reader.emptyObject() else { return false }
    repeat {
      guard reader.key() else { return false }
      if reader.takeString() == name { return true }
      guard reader.skipValue() else { return false }
    } while reader.comma()
    return false
  }

  private static func enter(_ index: Int, _ reader: inout JSONReader) -> Bool {
    guard index >= 0, reader.beginArray(), !reader.emptyArray() else { return false }
    for _ in 0..<index { guard reader.skipValue(), reader.comma() else { return false } }
    return true
  }
}
