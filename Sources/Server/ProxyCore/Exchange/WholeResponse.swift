package import JSONCore
package import LLMWire

/// A response below 300 that is read, and perhaps changed, before the client gets any of it.
package struct WholeResponse {
  package struct Result {
    package var text: JSONBytes
    /// What it says was used.
    package var usage: Usage?
  }

  /// Longer ones are refused.
  let most: Int
  /// What the client gets.
  let read: (JSONBytes) throws(ProxyFailure) -> Result

  static let tooLong = ProxyFailure(
    .upstreamInvalid, "The provider's response is too long to be read for what is yours; ask for less of it with limit."
  )

  package init(atMost most: Int, _ read: @escaping (JSONBytes) throws(ProxyFailure) -> Result) {
    self.most = most
    self.read = read
  }
}
