package import JSONCore

/// Whom a request is for, and what its client has noted about it, cut to what a record may have. Nothing in it decides
/// anything, so that no value is refused: what is no text is left out.
///
/// Read in a pass of its own over the first level, for operators who want it recorded: requests of all others pay
/// nothing for it.
package struct RequestLabels: Sendable {
  /// In bytes. OpenAI's `safety_identifier` has at most 64, Claude Code's `user_id` about 200.
  package static let longestUser = 256
  package static let longestName = 64
  package static let longestValue = 256
  /// As many as OpenAI takes.
  package static let mostMetadata = 16

  package private(set) var user: JSONString?
  /// Names are distinct.
  package private(set) var metadata: [(name: JSONString, value: JSONString)] = []
  /// OpenAI's newer name for the user, which goes before the older one.
  private var safetyIdentifier: JSONString?

  /// - Parameter request: one that a scan has accepted. The texts are copies: they keep nothing of it in memory.
  package init(_ request: JSONBytes, format: APIFormat) {
    var reader = JSONReader(request)
    let isAnthropic = format == .anthropic
    _ = reader.walkMembers { reader in
      switch reader.tokenCount {
      case 4 where !isAnthropic && reader.tokenEquals("user"): takeText(&reader, into: &user)
      case 8 where reader.tokenEquals("metadata"):
        isAnthropic ? takeAnthropicMetadata(&reader) : takeMetadata(&reader)
      case 17 where !isAnthropic && reader.tokenEquals("safety_identifier"):
        takeText(&reader, into: &safetyIdentifier)
      default: nil
      }
    }
    if let safetyIdentifier { user = safetyIdentifier }
  }

  /// The user that a form names.
  package init(user: Span<UInt8>) {
    guard !user.isEmpty, UTF8Check.isValid(user) else { return }
    self.user = JSONString(unchecked: user, limit: Self.longestUser)
  }

  private func takeText(_ reader: inout JSONReader, into text: inout JSONString?) -> Bool {
    reader.takeToken { reader in
      if reader.tokenCount > 0 { text = Self.cut(reader, Self.longestUser) }
    }
  }

  /// `user_id` is all that there is.
  private mutating func takeAnthropicMetadata(_ reader: inout JSONReader) -> Bool {
    reader.walkMembersIfObject { reader in
      reader.tokenEquals("user_id") ? takeText(&reader, into: &user) : nil
    }
  }

  private mutating func takeMetadata(_ reader: inout JSONReader) -> Bool {
    reader.walkMembersIfObject { reader in
      guard metadata.count < Self.mostMetadata else { return nil }
      let name = Self.cut(reader, Self.longestName)
      return reader.takeToken { reader in
        let value = Self.cut(reader, Self.longestValue)
        // Two long names may be one when they are cut, and a reader of the record takes none of it then.
        if let index = metadata.firstIndex(where: { $0.name == name }) {
          metadata[index].value = value
        } else {
          metadata.append((name, value))
        }
      }
    }
  }

  /// The reader's token.
  private static func cut(_ reader: borrowing JSONReader, _ limit: Int) -> JSONString {
    reader.withToken { JSONString(unchecked: $0, limit: limit) }
  }
}
