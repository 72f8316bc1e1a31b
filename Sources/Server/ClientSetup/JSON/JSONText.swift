import JSONCore

/// A value to be written, before its layout is known.
indirect enum JSONText {
  case string(String)
  /// On one line: arguments are few and short.
  case list([String])
  /// A member for each line.
  case object([(name: String, value: JSONText)])

  /// - Parameters:
  ///   - indentation: of the line that the value begins on.
  ///   - layout: nil for one line.
  func bytes(indentation: [UInt8], _ layout: TextLayout?) -> [UInt8] {
    switch self {
    case .string(let text): Self.quoted(text)
    case .list(let items): [0x5B] + items.map(Self.quoted).joined(separator: [0x2C, 0x20]) + [0x5D]
    case .object(let members): object(members, indentation, layout)
    }
  }

  private func object(
    _ members: [(name: String, value: JSONText)], _ indentation: [UInt8], _ layout: TextLayout?
  ) -> [UInt8] {
    if members.isEmpty { return [0x7B, 0x7D] }
    let inner = indentation + (layout?.unit ?? [])
    let texts = members.map { Self.quoted($0.name) + [0x3A, 0x20] + $0.value.bytes(indentation: inner, layout) }
    guard let layout else { return [0x7B] + texts.joined(separator: [0x2C, 0x20]) + [0x7D] }
    let lines = texts.joined(separator: [0x2C] + layout.newline + inner)
    return [0x7B] + layout.newline + inner + lines + layout.newline + indentation + [0x7D]
  }

  static func quoted(_ text: String) -> [UInt8] {
    var writer = JSONWriter(capacity: text.utf8.count + 16)
    writer.string(text)
    return writer.bytes
  }
}
