package import JSONCore

/// What requests are added up by in the index. Empty where a request had no such thing, as one without a key.
package struct UsageGroup: Hashable, Sendable {
  /// Counted from 1970-01-01, in UTC.
  package var day = 0
  /// The public part of the client's key.
  package var keyID = JSONString()
  package var keyName = JSONString()
  package var provider = JSONString()
  package var model = JSONString()
  package var operation = JSONString()

  package init() {}

  /// The same in buffers of its own: read from a file, it would keep a block of it in memory.
  func detached() -> UsageGroup {
    var copy = self
    copy.keyID = keyID.detached()
    copy.keyName = keyName.detached()
    copy.provider = provider.detached()
    copy.model = model.detached()
    copy.operation = operation.detached()
    return copy
  }

  /// The texts, in the order of the index.
  var texts: [JSONString] { [keyID, keyName, provider, model, operation] }
}

/// What `--by` groups by.
package enum UsageDimension: String, CaseIterable, Sendable {
  case day, key, provider, model, operation
}

extension UsageGroup {
  /// Nothing but what is grouped by. A key is its id: two keys may have had one name.
  func projected(onto dimensions: [UsageDimension]) -> UsageGroup {
    var group = UsageGroup()
    for dimension in dimensions {
      switch dimension {
      case .day: group.day = day
      case .key: group.keyID = keyID
      case .provider: group.provider = provider
      case .model: group.model = model
      case .operation: group.operation = operation
      }
    }
    return group
  }
}
