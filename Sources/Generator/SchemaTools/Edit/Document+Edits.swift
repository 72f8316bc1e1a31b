import JSONCore
import SchemaCompiler

/// Changes to a document that keep its layout.
extension Document {
  /// Takes a member out, with the comma and the white space that went with it.
  func removing(_ name: JSONString, from object: DocumentNode) -> TextEdit? {
    guard let members = object.members, let index = members.firstIndex(where: { $0.name == name }) else { return nil }
    if members.count == 1 { return TextEdit(inside(object), []) }
    if index == 0 { return TextEdit(members[0].nameOffset..<members[1].nameOffset, []) }
    return TextEdit(members[index - 1].value.range.upperBound..<members[index].value.range.upperBound, [])
  }

  /// Takes several members out; nothing that is changed in the others overlaps.
  func removing(_ names: Set<JSONString>, from object: DocumentNode) -> [TextEdit] {
    let members = object.members ?? []
    let goes = members.map { names.contains($0.name) }
    guard let kept = goes.firstIndex(of: false) else { return [TextEdit(inside(object), [])] }
    var edits = kept == 0 ? [] : [TextEdit(members[0].nameOffset..<members[kept].nameOffset, [])]
    for index in members.indices where index > kept && goes[index] {
      edits.append(TextEdit(members[index - 1].value.range.upperBound..<members[index].value.range.upperBound, []))
    }
    return edits
  }

  /// Takes an element out, with its comma.
  func removing(element index: Int, from array: DocumentNode) -> TextEdit? {
    guard let elements = array.elements, elements.indices.contains(index) else { return nil }
    if elements.count == 1 { return TextEdit(inside(array), []) }
    if index == 0 { return TextEdit(elements[0].offset..<elements[1].offset, []) }
    return TextEdit(elements[index - 1].range.upperBound..<elements[index].range.upperBound, [])
  }

  private func inside(_ node: DocumentNode) -> Range<Int> { node.range.lowerBound + 1..<node.range.upperBound - 1 }

  /// Gives a member another name.
  func renaming(_ member: DocumentMember, to name: JSONString) -> TextEdit {
    TextEdit(nameRange(member), JSONText.quoted(name))
  }

  /// The bytes of a member's name, quotes included.
  func nameRange(_ member: DocumentMember) -> Range<Int> {
    var end = member.nameOffset + 1
    while bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
    return member.nameOffset..<end + 1
  }

  /// Puts members in front of an object's first one. `members`: `"name": value`, without commas.
  func insertingFirst(_ members: [[UInt8]], into object: DocumentNode) -> TextEdit {
    let start = object.range.lowerBound + 1
    guard let first = object.members?.first else {
      return TextEdit(inside(object), Array(members.joined(separator: [0x2C, 0x20])))
    }
    let space = source(start..<first.nameOffset)
    return TextEdit(start..<start, members.reduce(into: []) { $0 += space + $1 + [0x2C] })
  }

  /// Puts members behind one, each on a line of its own when that one is.
  func inserting(_ members: [[UInt8]], after member: DocumentMember, of object: DocumentNode) -> TextEdit {
    let end = member.value.range.upperBound
    return TextEdit(end..<end, members.reduce(into: []) { $0 += [0x2C] + space(before: member, in: object) + $1 })
  }

  /// The white space between a member and what stands before it.
  private func space(before member: DocumentMember, in object: DocumentNode) -> [UInt8] {
    var start = member.nameOffset
    while start > object.range.lowerBound + 1, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start - 1]) { start -= 1 }
    let space = source(start..<member.nameOffset)
    return space.isEmpty && bytes[start - 1] == 0x7B ? [0x20] : space
  }

  /// The bytes of a range, as they are written.
  func source(_ range: Range<Int>) -> [UInt8] { range.map { bytes[$0] } }

  /// The bytes of a value, as they are written.
  func source(of node: DocumentNode) -> [UInt8] { source(node.range) }

  /// `"name": value` of a member, as it is written.
  func source(of member: DocumentMember) -> [UInt8] {
    source(nameRange(member)) + [0x3A, 0x20] + source(of: member.value)
  }
}

/// Pieces of JSON text.
enum JSONText {
  /// The text as a string with its quotes.
  static func quoted(_ text: JSONString) -> [UInt8] {
    var writer = JSONWriter(capacity: text.utf8Count + 16)
    writer.string(text)
    return writer.bytes
  }

  /// `"name": value`.
  static func member(_ name: JSONString, _ value: [UInt8]) -> [UInt8] { quoted(name) + [0x3A, 0x20] + value }
}
