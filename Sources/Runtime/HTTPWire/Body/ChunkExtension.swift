/// What follows a chunk's size (RFC 9112, 7.1.1): `;name`, `;name=token`, `;name="quoted"`, with blanks around `;` and
/// `=`. It means nothing here; a reader that is less exact might take its bytes for something else.
struct ChunkExtension: Sendable {
  private enum State {
    /// Behind `;`, a name, blanks behind it, `=`, a token, a quoted text, a backslash in it, a value and blanks behind
    /// it.
    case semicolon, name, afterName, equals, token, quoted, escape, afterQuoted, afterValue
  }

  private var state = State.semicolon

  /// It may end here; blanks at the end are let pass.
  var isWhole: Bool {
    switch state {
    case .name, .afterName, .token, .afterQuoted, .afterValue: true
    case .semicolon, .equals, .quoted, .escape: false
    }
  }

  /// Takes the next byte, which is no line end; false when it may not be here.
  mutating func take(_ byte: UInt8) -> Bool {
    switch state {
    case .quoted, .escape: return takeQuoted(byte)
    case .semicolon, .name, .afterName, .equals, .token, .afterQuoted, .afterValue: break
    }
    // Outside of quotes a blank only separates.
    if byte == 0x20 || byte == 0x09 { return takeBlank() }
    switch byte {
    case UInt8(ascii: ";"): return follow([.name, .afterName, .token, .afterQuoted, .afterValue], with: .semicolon)
    case UInt8(ascii: "="): return follow([.name, .afterName], with: .equals)
    case UInt8(ascii: "\""): return follow([.equals], with: .quoted)
    default: break
    }
    // Names and values are tokens (RFC 9110, 5.6.2).
    guard ByteClass.token.contains(byte) else { return false }
    switch state {
    case .semicolon, .name: state = .name
    case .equals, .token: state = .token
    case .afterName, .afterQuoted, .afterValue, .quoted, .escape: return false
    }
    return true
  }

  /// Goes on to `next` from one of `states`; false from any other.
  private mutating func follow(_ states: [State], with next: State) -> Bool {
    guard states.contains(state) else { return false }
    state = next
    return true
  }

  /// Blanks may be around `;` and `=` and at the end; a name or a token ends with one.
  private mutating func takeBlank() -> Bool {
    switch state {
    case .name: state = .afterName
    case .token, .afterQuoted: state = .afterValue
    case .semicolon, .afterName, .equals, .afterValue: break
    case .quoted, .escape: return false
    }
    return true
  }

  /// Anything but controls, tabs excepted (RFC 9110, 5.6.4). A backslash takes the next byte as it is.
  private mutating func takeQuoted(_ byte: UInt8) -> Bool {
    if byte < 0x20 && byte != 0x09 || byte == 0x7F { return false }
    if state == .escape {
      state = .quoted
    } else if byte == UInt8(ascii: "\\") {
      state = .escape
    } else if byte == UInt8(ascii: "\"") {
      state = .afterQuoted
    }
    return true
  }
}
