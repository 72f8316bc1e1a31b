/// How a provider is told its key. One field, so that `HeadWriter` gets the key without a copy of it.
package struct KeyField: Sendable {
  package let name: StaticString
  /// Before the key.
  package let scheme: StaticString

  package static let bearer = KeyField(name: "authorization", scheme: "Bearer ")
  package static let xAPIKey = KeyField(name: "x-api-key", scheme: "")
  package static let apiKey = KeyField(name: "api-key", scheme: "")
}
