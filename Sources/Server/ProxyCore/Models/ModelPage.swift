import HTTPWire
import JSONCore

/// A page of a list, as clients of Anthropic's API ask for one: `limit`, and `after_id` or `before_id`.
struct ModelPage: Equatable {
  private static let usual = 20
  private static let most = 1000

  private var limit = usual
  private var after: JSONString?
  private var before: JSONString?

  /// Parameters that are not known here are left to whoever knows them.
  init(_ query: Span<UInt8>) throws(ProxyFailure) {
    if let text = QueryParameters.value(of: "limit", in: query) { limit = try Self.count(text) }
    after = try Self.name(QueryParameters.value(of: "after_id", in: query), "after_id")
    before = try Self.name(QueryParameters.value(of: "before_id", in: query), "before_id")
    if after != nil, before != nil {
      throw ProxyFailure(.invalidBody, "after_id and before_id cannot both be given.", parameter: "before_id")
    }
  }

  private static func count(_ text: [UInt8]) throws(ProxyFailure) -> Int {
    let isNumber = (1...4).contains(text.count) && text.allSatisfy { $0 &- 0x30 < 10 }
    let count = isNumber ? text.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
    guard (1...most).contains(count) else {
      throw ProxyFailure(.invalidBody, "limit must be a number from 1 to \(most).", parameter: "limit")
    }
    return count
  }

  private static func name(_ text: [UInt8]?, _ parameter: String) throws(ProxyFailure) -> JSONString? {
    guard let text, !text.isEmpty else { return nil }
    guard let name = JSONString(validating: text) else { throw unknown(parameter) }
    return name
  }

  /// Which of `names` are on the page, and whether there are more in the direction that was asked for.
  func range(in names: [JSONString]) throws(ProxyFailure) -> (Range<Int>, hasMore: Bool) {
    if let before {
      guard let end = names.firstIndex(of: before) else { throw Self.unknown("before_id") }
      let start = max(0, end - limit)
      return (start..<end, start > 0)
    }
    var start = 0
    if let after {
      guard let found = names.firstIndex(of: after) else { throw Self.unknown("after_id") }
      start = found + 1
    }
    let end = min(names.count, start + limit)
    return (start..<end, end < names.count)
  }

  private static func unknown(_ parameter: String) -> ProxyFailure {
    ProxyFailure(
      .invalidBody, "\(parameter) is no model of this list; begin again without it.", parameter: parameter)
  }
}
