package import JSONCore

/// Where a stored response is, and whose it is.
package struct ResponseOwner: Equatable, Sendable {
  /// Most bytes of `provider`, and of `model`.
  package static let longestName = 512

  /// The provider's name in the configuration.
  package let provider: JSONString
  /// The number of the client's key (`ClientKey.number`), which stays with a key for good; nil where no keys are asked
  /// for.
  package let key: UInt64?
  /// The model at the provider; nil when the response did not say.
  package let model: JSONString?
  /// Seconds since 1970 by this machine's clock, whatever the provider says: entries are dropped by it. From 0 to
  /// 2^32 - 1; what is beyond is moved to the nearest of them.
  package let created: Int

  package init(provider: JSONString, key: UInt64?, model: JSONString?, created: Int) {
    self.provider = provider
    self.key = key
    self.model = model
    self.created = Int(UInt32(clamping: created))
  }

  /// Whether its names are short enough to be kept.
  var isWithinLimits: Bool {
    provider.utf8Count <= Self.longestName && (model?.utf8Count ?? 0) <= Self.longestName
  }
}
