/// Which characters beyond ASCII a part of an IRI or of a URI template may have. RFC 3987, 2.2, allows private ones in
/// the query alone.
enum International {
  case none
  /// RFC 3987 `ucschar`.
  case letters
  /// `ucschar` and `iprivate`.
  case lettersAndPrivate

  /// The index behind the character at `index`, which is not ASCII; nil when it may not be there or is not UTF-8.
  func end(of bytes: Span<UInt8>, at index: Int) -> Int? {
    if case .none = self { return nil }
    var cursor = ScalarCursor(index: index)
    guard let value = cursor.next(in: bytes) else { return nil }
    let isPrivate = if case .lettersAndPrivate = self { Self.isPrivate(value) } else { false }
    return isPrivate || Self.isLetter(value) ? cursor.index : nil
  }

  /// `ucschar`: all planes but the last two code points of each, and no tags of plane 14.
  private static func isLetter(_ value: UInt32) -> Bool {
    switch value {
    case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
    case 0xE0000...0xE0FFF: false
    case 0x10000...0xEFFFF: value & 0xFFFF < 0xFFFE
    default: false
    }
  }

  /// `iprivate`.
  private static func isPrivate(_ value: UInt32) -> Bool {
    switch value {
    case 0xE000...0xF8FF: true
    case 0xF0000...0x10FFFF: value & 0xFFFF < 0xFFFE
    default: false
    }
  }
}
