import ProxyProtocol

/// Why a try at a target was not the last one.
package enum FallbackCause: UInt8, CaseIterable, Sendable {
  /// No connection, or no TLS: nothing was sent.
  case connect
  /// No response in time.
  case timeout
  /// The connection ended, or what came is no HTTP.
  case cut
  case tooManyRequests
  case serverError
  /// 529, which Anthropic sends when it is overloaded.
  case overloaded
  /// 401 or 403: the provider's key.
  case refusedKey
  /// The first event of a stream is an error.
  case streamError
  /// The target was busy, at its limit, or failing before: nothing was sent.
  case skipped

  /// The word of the configuration, the audit and the metrics.
  package var label: StaticString {
    switch self {
    case .connect: "connect"
    case .timeout: "timeout"
    case .cut: "cut"
    case .tooManyRequests: "429"
    case .serverError: "5xx"
    case .overloaded: "529"
    case .refusedKey: "401"
    case .streamError: "stream_error"
    case .skipped: "skipped"
    }
  }

  /// Nil where a response of that status is the last one.
  init?(status: Int) {
    switch status {
    case 401, 403: self = .refusedKey
    case 429: self = .tooManyRequests
    case 529: self = .overloaded
    case 500...: self = .serverError
    default: return nil
    }
  }

  init(_ failure: UpstreamFailure) {
    switch failure {
    case .exhausted: self = .skipped
    case .unreachable, .insecure: self = .connect
    case .staleConnection, .cut, .invalid: self = .cut
    }
  }

  /// The provider may have done what it was asked for.
  var mayHaveCost: Bool {
    switch self {
    case .timeout, .cut: true
    case .connect, .tooManyRequests, .serverError, .overloaded, .refusedKey, .streamError, .skipped: false
    }
  }

  var auditCause: AuditEvent.ValueTriesItemCause {
    switch self {
    case .connect: .connect
    case .timeout: .timeout
    case .cut: .cut
    case .tooManyRequests: ._429
    case .serverError: ._5xx
    case .overloaded: ._529
    case .refusedKey: ._401
    case .streamError: .streamError
    case .skipped: .skipped
    }
  }
}

/// The causes for which a route goes on to another target.
package struct FallbackCauses: OptionSet, Sendable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `5xx` has 529 in it. What is busy is passed over whatever is configured.
  init(_ words: [Configuration.RouteOnItem]) {
    self = words.reduce(Self(.skipped)) { causes, word in
      switch word {
      case .connect: causes.union(Self(.connect))
      case .timeout: causes.union(Self(.timeout))
      case .cut: causes.union(Self(.cut))
      case ._429: causes.union(Self(.tooManyRequests))
      case ._5xx: causes.union(Self(.serverError)).union(Self(.overloaded))
      case ._529: causes.union(Self(.overloaded))
      case ._401: causes.union(Self(.refusedKey))
      case .streamError: causes.union(Self(.streamError))
      }
    }
  }

  init(_ cause: FallbackCause) { self.init(rawValue: 1 << UInt16(cause.rawValue)) }

  func has(_ cause: FallbackCause) -> Bool { contains(Self(cause)) }

  /// What another key of the same provider may help against.
  static let ofKeys: FallbackCauses = [Self(.refusedKey), Self(.tooManyRequests)]

  /// What can still happen behind a head that says success.
  var areOfOpenings: Bool { has(.streamError) || has(.cut) || has(.timeout) }
}
