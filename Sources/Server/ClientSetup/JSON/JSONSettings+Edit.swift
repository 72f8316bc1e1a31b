import JSONCore

/// Changes of a text that leave every byte of other members, of comments and of the layout as it is.
extension JSONSettings {
  /// The text with the member at `path` having that value; objects on the way are made when they are missing.
  func setting(_ path: [String], to value: JSONText) throws(SettingsError) -> [UInt8] {
    let layout = TextLayout(text)
    guard let root else { return newDocument(path, value, layout) }
    var object = root
    for (index, name) in path.enumerated() {
      let rest = path[(index + 1)...]
      guard let member = member(name, of: object) else {
        let nested = rest.reversed().reduce(value) { .object([(name: $1, value: $0)]) }
        return inserting(name, nested, into: object, layout)
      }
      if rest.isEmpty { return replacing(member.value, with: value, layout) }
      guard member.kind == .object else {
        throw SettingsError(
          .invalid, at: json.location(of: member.value.lowerBound), "\"\(name)\" must be an object: { … }")
      }
      object = member.value
    }
    return text
  }

  /// What has no value yet may have comments, which stay on top.
  private func newDocument(_ path: [String], _ value: JSONText, _ layout: TextLayout) -> [UInt8] {
    let document = path.reversed().reduce(value) { .object([(name: $1, value: $0)]) }
    var before = text
    while let last = before.last, TextLayout.isSpace(last) { before.removeLast() }
    let hasText = !before.isEmpty && before != [0xEF, 0xBB, 0xBF]
    return before + (hasText ? layout.newline : []) + document.bytes(indentation: [], layout) + layout.newline
  }

  private func replacing(_ range: Range<Int>, with value: JSONText, _ layout: TextLayout) -> [UInt8] {
    let isOneLine = !text[range].contains(0x0A)
    let indentation = TextLayout.indentation(of: range.lowerBound, in: text)
    // A short value stays on its line; an object that was on one line stays on one.
    let bytes = value.bytes(indentation: indentation, isOneLine && text[range.lowerBound] == 0x7B ? nil : layout)
    return text[..<range.lowerBound] + bytes + text[range.upperBound...]
  }

  /// Behind the last member and its comments, in the way of that member: on a line of its own, or on the same line.
  private func inserting(
    _ name: String, _ value: JSONText, into object: Range<Int>, _ layout: TextLayout
  ) -> [UInt8] {
    let members = members(of: object)
    let closing = object.upperBound - 1
    let isOneLine = !members.isEmpty && !text[object].contains(0x0A)
    let base = TextLayout.indentation(
      of: TextLayout.beginsLine(closing, in: text) ? closing : object.lowerBound, in: text)
    var inner = base + layout.unit
    if let last = members.last, TextLayout.beginsLine(last.nameOffset, in: text) {
      inner = TextLayout.indentation(of: last.nameOffset, in: text)
    }
    let member = JSONText.quoted(name) + [0x3A, 0x20] + value.bytes(indentation: inner, isOneLine ? nil : layout)
    let contentEnd = endOfContent(before: closing)
    let valueEnd = members.last?.value.upperBound ?? contentEnd
    let hasComma = comma(in: valueEnd..<closing) != nil
    var out = Array(text[..<valueEnd])
    if !members.isEmpty, !hasComma { out.append(0x2C) }
    out += text[valueEnd..<contentEnd] + (isOneLine ? [0x20] : layout.newline + inner) + member
    if hasComma { out.append(0x2C) }
    let rest = text[contentEnd..<closing]
    // Blanks before a bracket on the same line stay as well; between the brackets of nothing they mean nothing.
    if !isOneLine, !rest.contains(0x0A) { out += layout.newline + base }
    if !members.isEmpty || rest.contains(0x0A) { out += rest }
    return out + text[closing...]
  }

  /// The text without a member: its line, its comma, and nothing else.
  func removing(_ member: Member, from object: Range<Int>) -> [UInt8] {
    let members = members(of: object)
    guard let index = members.firstIndex(of: member) else { return text }
    let isLast = index == members.count - 1
    let closing = object.upperBound - 1
    let next = isLast ? closing : members[index + 1].nameOffset
    let own = comma(in: member.value.upperBound..<next)
    let start = endOfContent(before: member.nameOffset)
    let end = own.map { $0 + 1 } ?? member.value.upperBound
    var out = Array(text[..<start])
    // The comma that was needed before the last member goes with it; one that ends the list stays at its end.
    if isLast, own == nil, index > 0, let before = comma(in: members[index - 1].value.upperBound..<start) {
      out.remove(at: before)
    }
    return out + text[end...]
  }

  /// Behind the last byte before `offset` that is no blank; the end of a comment counts.
  private func endOfContent(before offset: Int) -> Int {
    var end = offset
    while end > 0, TextLayout.isSpace(text[end - 1]) { end -= 1 }
    return end
  }

  /// The first comma that is in no comment. Precondition: no value in the range.
  private func comma(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if text[index] == 0x2C { return index }
      index = text[index] == 0x2F ? endOfComment(index, range.upperBound) : index + 1
    }
    return nil
  }

  private func endOfComment(_ start: Int, _ limit: Int) -> Int {
    guard start + 1 < limit, text[start + 1] == UInt8(ascii: "*") else {
      return text[start..<limit].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? limit
    }
    var index = start + 2
    while index + 1 < limit, text[index] != UInt8(ascii: "*") || text[index + 1] != 0x2F { index += 1 }
    return min(index + 2, limit)
  }
}
