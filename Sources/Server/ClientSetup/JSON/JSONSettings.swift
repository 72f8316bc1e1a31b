import JSONCore
import SchemaRuntime

/// A settings file in JSON, with or without comments, as bytes that know where the members of its objects are. Only
/// what is asked for is looked at; the rest has been checked and is never touched.
struct JSONSettings {
  struct Member: Equatable {
    let name: JSONString
    /// The opening quote of the name.
    let nameOffset: Int
    /// The bytes of the value.
    let value: Range<Int>
    let kind: JSONKind
  }

  /// `~/.claude.json` keeps the history of all projects: some levels more than messages have.
  static let maxDepth = 256

  let text: [UInt8]
  /// The same bytes at the same offsets, with what JSON does not have as blanks.
  let json: JSONBytes
  /// The object that the file is; nil when there is nothing but blanks and comments.
  let root: Range<Int>?

  init(_ text: [UInt8]) throws(SettingsError) {
    self.text = text
    var plain: [UInt8]
    do { plain = try CommentedJSON.json(text) } catch {
      throw SettingsError(.invalid, at: error.location, "this comment has no end: write */ behind it")
    }
    if plain.starts(with: [0xEF, 0xBB, 0xBF]) { plain.replaceSubrange(0..<3, with: [0x20, 0x20, 0x20]) }
    json = JSONBytes(plain)
    root = plain.allSatisfy(TextLayout.isSpace) ? nil : try Self.checked(json)
  }

  /// Where the one object of the text is.
  private static func checked(_ json: JSONBytes) throws(SettingsError) -> Range<Int> {
    var reader = JSONReader(json, maxDepth: maxDepth)
    let start = reader.valueOffset()
    let kind = reader.peekKind()
    guard kind != nil, reader.skipValue() else { throw syntax(reader.failure, reader.failureOffset, json) }
    let end = reader.offset
    guard reader.finish() else { throw syntax(reader.failure, reader.failureOffset, json) }
    guard kind == .object else {
      throw SettingsError(.invalid, at: json.location(of: start), "the file must be an object: { … }")
    }
    return start..<end
  }

  private static func syntax(_ failure: JSONFailure, _ offset: Int, _ json: JSONBytes) -> SettingsError {
    let cause = SyntaxCause.find(failure, at: offset, in: json)?.sentence
    return SettingsError(.invalid, at: json.location(of: offset), cause ?? failure.description)
  }

  /// The members of an object, in the order of the file. Precondition: one of this text.
  func members(of object: Range<Int>) -> [Member] {
    var reader = JSONReader(json, range: object, maxDepth: Self.maxDepth)
    var members: [Member] = []
    guard reader.beginObject(), !reader.emptyObject() else { return [] }
    repeat {
      let nameOffset = reader.valueOffset()
      guard reader.key() else { break }
      let name = reader.takeString()
      let start = reader.valueOffset()
      guard let kind = reader.peekKind(), reader.skipValue() else { break }
      members.append(Member(name: name, nameOffset: nameOffset, value: start..<reader.offset, kind: kind))
    } while reader.comma()
    return members
  }

  func member(_ name: String, of object: Range<Int>) -> Member? {
    let name = JSONString(name)
    return members(of: object).first { $0.name == name }
  }

  /// The value at the end of a path; nil when a member of it is missing.
  ///
  /// - Throws: when one on the way is no object.
  func member(at path: [String]) throws(SettingsError) -> Member? {
    guard var object = root else { return nil }
    for (index, name) in path.enumerated() {
      guard let member = member(name, of: object) else { return nil }
      if index == path.count - 1 { return member }
      guard member.kind == .object else {
        throw SettingsError(
          .invalid, at: json.location(of: member.value.lowerBound), "\"\(name)\" must be an object: { … }")
      }
      object = member.value
    }
    return nil
  }

  func string(_ member: Member?) -> String? {
    guard let member, member.kind == .string else { return nil }
    var reader = JSONReader(json, range: member.value)
    return reader.string() ? String(reader.takeString()) : nil
  }

  /// The strings of an array; nil when it is none, or holds anything else.
  func strings(_ member: Member?) -> [String]? {
    guard let member, member.kind == .array else { return nil }
    var reader = JSONReader(json, range: member.value)
    guard reader.beginArray() else { return nil }
    return reader.emptyArray() ? [] : reader.elements { (reader: inout JSONReader) in reader.text().map { String($0) } }
  }
}
