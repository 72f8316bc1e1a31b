import JSONCore

/// How requests end, as a label.
package enum RequestOutcome: UInt8, CaseIterable, Sendable {
  case success, failed, rateLimited, timeout, cancelled, refused

  var label: StaticString {
    switch self {
    case .success: "success"
    case .failed: "failed"
    case .rateLimited: "rate_limited"
    case .timeout: "timeout"
    case .cancelled: "cancelled"
    case .refused: "refused"
    }
  }

  var text: JSONString { JSONString("\(label)") }
}

/// Tokens by what is paid for them: the kinds are disjoint, so that their sum is what was used.
package enum TokenKind: UInt8, CaseIterable, Sendable {
  case input, cachedInput, cacheWrite, output, reasoning

  var label: StaticString {
    switch self {
    case .input: "input"
    case .cachedInput: "cache_read"
    case .cacheWrite: "cache_write"
    case .output: "output"
    case .reasoning: "reasoning"
    }
  }

  var text: JSONString { JSONString("\(label)") }
}
