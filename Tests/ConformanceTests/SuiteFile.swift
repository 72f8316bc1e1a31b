import JSONCore

/// One group of the official suite: a schema and the instances it is tried on.
struct SuiteGroup {
  struct Case {
    let description: String
    let data: JSONSlice
    let valid: Bool
  }

  /// `ref.json: escaped pointer ref`.
  let name: String
  let schema: JSONSlice
  let cases: [Case]

  /// The groups of a file.
  static func read(_ file: String, in bytes: JSONBytes) throws(JSONFailure) -> [SuiteGroup] {
    return try elements(JSONSlice(unchecked: bytes, range: 0..<bytes.count)).map { group throws(JSONFailure) in
      let members = try members(group)
      let cases = try elements(members["tests"]).map { item throws(JSONFailure) in
        let members = try self.members(item)
        return try Case(
          description: text(members["description"]), data: present(members["data"]),
          valid: present(members["valid"]).bytes == Array("true".utf8))
      }
      return try SuiteGroup(
        name: "\(file): \(text(members["description"]))", schema: present(members["schema"]), cases: cases)
    }
  }

  private static func present(_ slice: JSONSlice?) throws(JSONFailure) -> JSONSlice {
    guard let slice else { throw .unexpectedEnd }
    return slice
  }

  private static func text(_ slice: JSONSlice?) throws(JSONFailure) -> String {
    var reader = JSONReader(try present(slice))
    guard reader.string() else { throw reader.failure }
    return String(reader.takeString())
  }

  private static func elements(_ slice: JSONSlice?) throws(JSONFailure) -> [JSONSlice] {
    var reader = JSONReader(try present(slice))
    var found: [JSONSlice] = []
    guard reader.beginArray() else { throw reader.failure }
    if reader.emptyArray() { return found }
    repeat {
      guard let element = reader.rawValue() else { throw reader.failure }
      found.append(element)
    } while reader.comma()
    return found
  }

  private static func members(_ slice: JSONSlice) throws(JSONFailure) -> [String: JSONSlice] {
    var reader = JSONReader(slice)
    var found: [String: JSONSlice] = [:]
    guard reader.beginObject() else { throw reader.failure }
    if reader.emptyObject() { return found }
    repeat {
      guard reader.key() else { throw reader.failure }
      let name = String(reader.takeString())
      guard let value = reader.rawValue() else { throw reader.failure }
      found[name] = value
    } while reader.comma()
    return found
  }
}
