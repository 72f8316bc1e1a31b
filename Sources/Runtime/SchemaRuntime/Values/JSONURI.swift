public import JSONCore

/// `format: uri`: the parts of RFC 3986, as they are written; nothing is decoded or normalised, so two texts of one
/// resource are two values. Each part is found anew, by a walk over the text.
public struct JSONURI: FormattedText {
  public static let format = Format.uri
  public let text: JSONString

  @inlinable public init(checked text: JSONString) { self.text = text }

  /// Without the colon: `https`.
  public var scheme: JSONString { text.part(0..<schemeEnd) }

  /// User, host and port, between `//` and the path; nil when there is no `//`.
  public var authority: JSONString? { hasAuthority ? text.part(schemeEnd + 3..<pathStart) : nil }

  /// Empty when there is none.
  public var path: JSONString { text.part(pathStart..<pathEnd) }

  /// Behind the `?`; nil when there is none.
  public var query: JSONString? {
    guard pathEnd < text.utf8Count, text[pathEnd] == 0x3F else { return nil }
    return text.part(pathEnd + 1..<text.firstIndex(of: [0x23], from: pathEnd))
  }

  /// Behind the `#`; nil when there is none.
  public var fragment: JSONString? {
    let start = text.firstIndex(of: [0x23])
    return start < text.utf8Count ? text.part(start + 1..<text.utf8Count) : nil
  }

  private var schemeEnd: Int { text.firstIndex(of: [0x3A]) }

  private var hasAuthority: Bool {
    schemeEnd + 2 < text.utf8Count && text[schemeEnd + 1] == 0x2F && text[schemeEnd + 2] == 0x2F
  }

  private var pathStart: Int {
    hasAuthority ? text.firstIndex(of: [0x2F, 0x3F, 0x23], from: schemeEnd + 3) : schemeEnd + 1
  }

  private var pathEnd: Int { text.firstIndex(of: [0x3F, 0x23], from: pathStart) }
}
