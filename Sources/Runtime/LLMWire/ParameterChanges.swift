package import JSONCore

/// Changes to the members of a request's body, at its first level: providers that claim one API format differ in which
/// they know. Every other byte stays as it came.
package struct ParameterChanges: Sendable, Equatable {
  package struct Default: Sendable, Equatable {
    package let name: JSONString
    /// JSON.
    package let text: [UInt8]

    package init(_ name: JSONString, _ text: [UInt8]) {
      self.name = name
      self.text = text
    }
  }

  package var dropped: Set<JSONString>
  /// New names by the client's.
  package var renamed: [JSONString: JSONString]
  /// Added where the request, as it is then, has no member of the name.
  package var defaults: [Default]

  package init(
    dropped: Set<JSONString> = [], renamed: [JSONString: JSONString] = [:], defaults: [Default] = []
  ) {
    self.dropped = dropped
    self.renamed = renamed
    self.defaults = defaults
  }

  package var isEmpty: Bool { dropped.isEmpty && renamed.isEmpty && defaults.isEmpty }

  /// Both; where they contradict each other, `other` is followed.
  package func merged(with other: ParameterChanges) -> ParameterChanges {
    ParameterChanges(
      dropped: dropped.union(other.dropped), renamed: renamed.merging(other.renamed) { $1 },
      defaults: defaults.filter { own in !other.defaults.contains { $0.name == own.name } } + other.defaults)
  }

  /// Drops, then renames, then adds. A member that has its new name already stays, and the one with the old name goes:
  /// no name comes twice that did not before.
  ///
  /// - Returns: nil when the text is no object.
  package func applied(to body: JSONBytes) -> JSONBytes? {
    guard let (start, members) = BodyMember.all(of: body) else { return nil }
    var names = Set(members.map(\.name).filter { !dropped.contains($0) && renamed[$0] == nil })
    var writer = JSONWriter(capacity: body.count + 256)
    writer.raw(JSONSlice(unchecked: body, range: 0..<start))
    var isFirst = true
    for (index, member) in members.enumerated() where !dropped.contains(member.name) {
      let newName = renamed[member.name]
      if let newName, !names.insert(newName).inserted { continue }
      // The comma is in front of all but the first.
      if !isFirst || index == 0 { writer.raw(JSONSlice(unchecked: body, range: member.separator)) }
      isFirst = false
      if let newName { writer.string(newName) } else { writer.raw(JSONSlice(unchecked: body, range: member.nameText)) }
      writer.raw(JSONSlice(unchecked: body, range: member.nameText.upperBound..<member.end))
    }
    for added in defaults where names.insert(added.name).inserted {
      if !isFirst { writer.literal(",") }
      isFirst = false
      writer.string(added.name)
      writer.literal(":")
      writer.raw(added.text)
    }
    writer.raw(JSONSlice(unchecked: body, range: (members.last?.end ?? start)..<body.count))
    return JSONBytes(writer.bytes)
  }
}

/// A member of an object, and where its parts are in the text.
private struct BodyMember {
  let name: JSONString
  /// What is before the name: white space, and a comma for all but the first.
  let separator: Range<Int>
  /// With its quotes.
  let nameText: Range<Int>
  /// Behind the value.
  let end: Int

  /// All members, and where the first one may begin; nil for what is no object.
  static func all(of body: JSONBytes) -> (start: Int, members: [BodyMember])? {
    var reader = JSONReader(body, maxDepth: JSONReader.messageDepth)
    let start = reader.valueOffset() + 1
    var members: [BodyMember] = []
    var end = start
    let isRead = reader.walkMembers { reader in
      let name = reader.takeString()
      let value = reader.valueOffset()
      guard reader.passValue(), let text = nameText(body, end..<value) else { return false }
      members.append(
        BodyMember(name: name.detached(), separator: end..<text.lowerBound, nameText: text, end: reader.offset))
      end = reader.offset
      return true
    }
    return isRead && reader.finish() ? (start, members) : nil
  }

  /// The string in what is before a value.
  private static func nameText(_ body: JSONBytes, _ range: Range<Int>) -> Range<Int>? {
    body.withSpan(range) { text in
      var start: Int?
      var index = 0
      while index < text.count {
        switch (text[index], start) {
        case (UInt8(ascii: "\""), nil): start = index
        case (UInt8(ascii: "\""), let start?): return range.lowerBound + start..<range.lowerBound + index + 1
        case (UInt8(ascii: "\\"), .some): index += 1
        default: break
        }
        index += 1
      }
      return nil
    }
  }
}
