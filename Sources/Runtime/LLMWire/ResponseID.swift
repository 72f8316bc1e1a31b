/// The id of a stored response in a path (`/v1/responses/{id}`). It is a provider's, and goes back to the provider in the
/// path of another request.
package enum ResponseID {
  /// The longest that is accepted, in bytes; those of OpenAI have 53.
  package static let longest = 128

  /// Whether these bytes are an id: 1 to 128 of `A` to `Z`, `a` to `z`, `0` to `9`, `_` and `-`. None of them means
  /// anything in a path, so that no id can lead anywhere else: there is no `/`, `.`, `%`, `?` or `#`.
  package static func isValid(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0, bytes.count <= longest else { return false }
    for index in 0..<bytes.count {
      let byte = bytes[index]
      let isLetter = (byte | 0x20) &- 0x61 < 26
      guard isLetter || byte &- 0x30 < 10 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") else {
        return false
      }
    }
    return true
  }
}
