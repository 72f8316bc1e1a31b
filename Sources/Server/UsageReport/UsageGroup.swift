import JSONCore

/// What requests are added up by in the index. Empty where a request had no such thing, as one without a key.
struct UsageGroup: Hashable, Sendable {
  /// Counted from 1970-01-01, in UTC.
  var day = 0
  /// The public part of the client's key.
  var keyID = JSONString()
  var keyName = JSONString()
  /// Who answers for the key.
  var owner = JSONString()
  var provider = JSONString()
  var model = JSONString()
  var operation = JSONString()
  /// Whom the client sent the request for, as it calls them.
  var user = JSONString()
  /// All tags, each on a line of its own: a request with two of them is in one row of the index.
  var tags = JSONString()

  /// How many texts there are.
  static let textCount = 8

  /// Each in the order of the index: what reads and what writes it go through the same list.
  mutating func eachText(_ body: (inout JSONString) -> Void) {
    body(&keyID)
    body(&keyName)
    body(&owner)
    body(&provider)
    body(&model)
    body(&operation)
    body(&user)
    body(&tags)
  }

  /// The same in buffers of its own: read from a file, it would keep a block of it in memory.
  func detached() -> UsageGroup {
    var copy = self
    copy.eachText { $0 = $0.detached() }
    return copy
  }

  /// The texts, in the order of the index.
  var texts: [JSONString] {
    var (copy, texts) = (self, [JSONString]())
    copy.eachText { texts.append($0) }
    return texts
  }
}

/// What `--by` groups by.
package enum UsageDimension: String, CaseIterable, Sendable {
  case day, key, owner, provider, model, operation, user, tag
}
