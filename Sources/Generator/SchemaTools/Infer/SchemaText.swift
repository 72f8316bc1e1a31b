import JSONCore

/// A schema while it is put together: keywords in the order they are added.
/// Text and no tree: it is formatted and compiled right afterwards, which finds whatever is wrong with it.
struct SchemaText {
  private var members: [[UInt8]] = []

  mutating func add(_ keyword: JSONString, _ value: [UInt8]) { members.append(JSONText.member(keyword, value)) }

  mutating func add(_ keyword: JSONString, _ value: String) { add(keyword, JSONText.quoted(JSONString(value))) }

  mutating func add(_ keyword: JSONString, _ value: Int) { add(keyword, Array(String(value).utf8)) }

  mutating func add(_ keyword: JSONString, list: [[UInt8]]) {
    add(keyword, [0x5B] + Array(list.joined(separator: [0x2C])) + [0x5D])
  }

  /// Names come from samples and are escaped like any text: a quote in one must not end the schema.
  mutating func add(_ keyword: JSONString, map: [(name: JSONString, value: [UInt8])]) {
    let entries = map.map { JSONText.member($0.name, $0.value) }
    add(keyword, [0x7B] + Array(entries.joined(separator: [0x2C])) + [0x7D])
  }

  var bytes: [UInt8] { [0x7B] + Array(members.joined(separator: [0x2C])) + [0x7D] }

  static let anything = Array("true".utf8)
}
