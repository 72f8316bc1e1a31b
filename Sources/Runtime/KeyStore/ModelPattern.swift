/// One entry of a key's list of models, compared byte for byte.
///
/// With a `/` it is compared with `provider/model`, else with the model's name at whatever provider. A `*` at the end
/// matches any rest: `openai/*` is all of a provider, `gpt-4o*` a family, `*` everything.
package struct ModelPattern: Sendable {
  private let text: [UInt8]
  private let isPrefix: Bool
  private let namesProvider: Bool

  /// Precondition: the text passed `isValid`.
  package init(_ pattern: String) {
    let bytes = Array(pattern.utf8)
    isPrefix = bytes.last == UInt8(ascii: "*")
    text = isPrefix ? bytes.dropLast() : bytes
    namesProvider = bytes.contains(UInt8(ascii: "/"))
  }

  /// Printable ASCII without blanks and commas, `*` only at the end, at most 200 bytes.
  package static func isValid(_ pattern: String) -> Bool {
    let bytes = pattern.utf8
    guard (1...200).contains(bytes.count), !bytes.dropLast().contains(UInt8(ascii: "*")) else { return false }
    return bytes.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ",") }
  }

  /// The name of a route has no slash.
  func matches(route name: Span<UInt8>) -> Bool {
    guard !namesProvider, isPrefix ? text.count <= name.count : text.count == name.count else { return false }
    for index in 0..<text.count where text[index] != name[index] { return false }
    return true
  }

  package func matches(provider: Span<UInt8>, model: Span<UInt8>) -> Bool {
    let slash = namesProvider ? provider.count : -1
    let count = slash + 1 + model.count
    guard isPrefix ? text.count <= count : text.count == count else { return false }
    for index in 0..<text.count {
      let byte = index < slash ? provider[index] : index == slash ? UInt8(ascii: "/") : model[index - slash - 1]
      if byte != text[index] { return false }
    }
    return true
  }
}
