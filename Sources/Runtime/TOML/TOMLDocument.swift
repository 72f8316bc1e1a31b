package import JSONCore

/// A TOML 1.0 document that knows where everything in it is, so that it can be changed by its bytes.
package struct TOMLDocument {
  /// A part that begins with `[name]` or `[[name]]`.
  package struct Section {
    package let path: [String]
    package let isList: Bool
    /// From the bracket that opens it to behind the one that closes it.
    package let header: Range<Int>
    /// Behind the last value of the section, or behind the header when it has none.
    package internal(set) var end: Int
  }

  package let text: [UInt8]
  package let root: TOMLTable
  package let sections: [Section]

  /// Larger files are no configurations.
  package static let mostBytes = 4 << 20

  package init(_ text: [UInt8]) throws(TOMLError) {
    var parser = try TOMLParser(text)
    try parser.document()
    self.text = text
    root = parser.root
    sections = parser.sections
  }

  package func location(of offset: Int) -> SourceLocation { Self.location(of: offset, in: text) }

  static func location(of offset: Int, in text: [UInt8]) -> SourceLocation {
    JSONBytes(text).location(of: min(offset, text.count))
  }
}

/// Where a text is no TOML, and why; never a value of it, which may be a key.
package struct TOMLError: Error, Equatable, CustomStringConvertible {
  package let location: SourceLocation
  package let message: String

  package var description: String { "\(location): \(message)" }
}
