import JSONCore
import SchemaCompiler

/// Changes to a document that keep its layout.
/// None of these looks at a file twice: each gives an edit in bytes of the text as it is, and all edits of a text are
/// made in one pass (`TextEdits`).
extension Document {
  /// Takes a member out, with the comma and the white space that went with it.
  /// The first member goes with the comma behind it, every other one with the comma before: so the white space that
  /// stays is that of the neighbours.
  func removing(_ name: JSONString, from object: DocumentNode) -> TextEdit? {
    guard let members = object.members, let index = members.firstIndex(where: { $0.name == name }) else { return nil }
    if members.count == 1 { return TextEdit(inside(object), []) }
    if index == 0 { return TextEdit(members[0].nameOffset..<members[1].nameOffset, []) }
    return TextEdit(members[index - 1].value.range.upperBound..<members[index].value.range.upperBound, [])
  }

  /// Takes several members out; nothing that is changed in the others overlaps.
  /// Up to the first member that stays everything goes with what is behind it, from there on with what is before it: no
  /// two edits share a comma.
  func removing(_ names: Set<JSONString>, from object: DocumentNode) -> [TextEdit] {
    let members = object.members ?? []
    // Together, because two members next to each other share a comma, and two edits of it would overlap.
    let goes = members.map { names.contains($0.name) }
    guard let kept = goes.firstIndex(of: false) else { return [TextEdit(inside(object), [])] }
    var edits = kept == 0 ? [] : [TextEdit(members[0].nameOffset..<members[kept].nameOffset, [])]
    for index in members.indices where index > kept && goes[index] {
      edits.append(TextEdit(members[index - 1].value.range.upperBound..<members[index].value.range.upperBound, []))
    }
    return edits
  }

  /// Takes an element out, with its comma.
  /// By the same rule as a member, so that `[1, 2, 3]` without its second element is `[1, 3]`.
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
  /// Found when it is asked for: few names are ever changed, and every member would have to keep two more numbers.
  func nameRange(_ member: DocumentMember) -> Range<Int> {
    // By bytes, as the reader has checked the string: a backslash takes the next byte with it.
    var end = member.nameOffset + 1
    while bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
    return member.nameOffset..<end + 1
  }

  /// Puts members in front of an object's first one. `members`: `"name": value`, without commas.
  /// With the white space of the first member: one line stays one line, and an object over several lines gets one more.
  func insertingFirst(_ members: [[UInt8]], into object: DocumentNode) -> TextEdit {
    let start = object.range.lowerBound + 1
    guard let first = object.members?.first else {
      return TextEdit(inside(object), Array(members.joined(separator: [0x2C, 0x20])))
    }
    let space = source(start..<first.nameOffset)
    return TextEdit(start..<start, members.reduce(into: []) { $0 += space + $1 + [0x2C] })
  }

  /// Puts members behind one, each on a line of its own when that one is.
  /// Behind the member that the new ones belong to: a bound is beside its type, where a reader looks for it.
  func inserting(_ members: [[UInt8]], after member: DocumentMember, of object: DocumentNode) -> TextEdit {
    let end = member.value.range.upperBound
    return TextEdit(end..<end, members.reduce(into: []) { $0 += [0x2C] + space(before: member, in: object) + $1 })
  }

  /// The white space between a member and what is before it.
  /// Between the comma and the name there is what the author puts there: a blank, or a line end and the indentation.
  private func space(before member: DocumentMember, in object: DocumentNode) -> [UInt8] {
    var start = member.nameOffset
    while start > object.range.lowerBound + 1, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[start - 1]) { start -= 1 }
    let space = source(start..<member.nameOffset)
    return space.isEmpty && bytes[start - 1] == 0x7B ? [0x20] : space
  }

  /// The bytes of a range, as they are written.
  /// As written and not as meant: `1.0` and `\u00e9` stay what the author wrote.
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
