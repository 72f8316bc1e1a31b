import ProxyProtocol

/// How the cache has served a request.
package enum CacheMark: UInt8, CaseIterable, Sendable {
  /// With a stored response.
  case hit
  /// With the response to the same request, which was in flight.
  case shared
  /// The provider is asked, and its response may be kept.
  case miss
  /// The provider is asked, and nothing is kept.
  case bypass

  /// The value of `x-securellm-cache`: whether a response was stored when it was asked for, or a moment later, is no
  /// matter to its client.
  var field: StaticString {
    switch self {
    case .hit, .shared: "hit"
    case .miss: "miss"
    case .bypass: "bypass"
    }
  }

  /// As a label of metrics.
  var label: StaticString {
    switch self {
    case .hit: "hit"
    case .shared: "shared"
    case .miss: "miss"
    case .bypass: "bypass"
    }
  }

  var audited: AuditEvent.ValueCache {
    switch self {
    case .hit: .hit
    case .shared: .shared
    case .miss: .miss
    case .bypass: .bypass
    }
  }
}
