package import HTTPWire

/// Why a provider gave no response, or not all of it.
package enum UpstreamFailure: Equatable, Sendable {
  /// All connections that may be open to it are in use, and as many requests as may wait for one do. It says nothing of
  /// the provider, which was not called.
  case exhausted(limit: Int)
  /// Name not found, refused, no route, time-out of the connection: nothing was sent.
  case unreachable(String)
  /// The provider's certificate or its TLS is not acceptable, for the reason given: nothing was sent.
  case insecure(String)
  /// Closed before a byte of the response came, on a connection that had been used before: taken as closed while it
  /// was idle, with the request unread, so that it is sent again.
  case staleConnection
  /// Closed before the response was complete. The request may have been carried out.
  case cut
  /// What came is not HTTP as it must be.
  case invalid(HTTPFailure)
}

/// What one call says about the provider and about the model it was for, as their breakers count it. 4xx is a success
/// for both, 429 among them: the provider responded, and others may have nothing to do with what was wrong.
package enum Blame: Equatable, Sendable {
  case success
  /// No connection could be made: no model of the provider can be called.
  case provider
  /// The provider was reached, and its model gave no response or an error of its own: others may do better.
  case model
  /// Nothing is known.
  case none
}

/// What follows from a failure, in one table: for the breakers, for another try, and for the client.
package struct FailureConsequence: Equatable, Sendable {
  /// Whether the request may be sent again. Only what surely did not reach the provider is: a request that was cut may
  /// have been carried out, and paid for.
  package enum Retry: Equatable, Sendable {
    case never
    /// Within the policy of the provider and its budget.
    case counted
    /// The try before cost the provider nothing, so that it counts in no budget.
    case free
  }

  package let blame: Blame
  package let retry: Retry
  package let error: ProxyFailure

  /// Every sentence names the provider by its name in the configuration, never by its host. What this proxy ran out of
  /// is 503, what the provider did 502.
  package init(_ failure: UpstreamFailure, of provider: String) {
    switch failure {
    case .exhausted(let limit):
      blame = .none
      retry = .never
      error = ProxyFailure(
        .tooBusy,
        "All \(limit) connections to \(provider) (maxConnections) are in use, and too many requests are"
          + " already waiting for one; try again in a moment.", retryAfterSeconds: 1)
    case .unreachable(let reason):
      blame = .provider
      retry = .counted
      error = ProxyFailure(.upstreamUnreachable, "\(provider) cannot be reached: \(reason).")
    case .insecure(let reason):
      blame = .provider
      retry = .never
      error = ProxyFailure(
        .upstreamUnreachable, "\(provider) cannot be reached safely: \(reason). Nothing was sent.")
    case .staleConnection:
      // The provider may close what is idle.
      blame = .none
      retry = .free
      error = Self.cut(provider)
    case .cut:
      blame = .model
      retry = .never
      error = Self.cut(provider)
    case .invalid(let failure):
      blame = .model
      retry = .never
      error = ProxyFailure(
        .upstreamInvalid, "\(provider) sent an invalid HTTP response. \(failure.sentence)")
    }
  }

  private static func cut(_ provider: String) -> ProxyFailure {
    ProxyFailure(.upstreamCut, "\(provider) closed the connection before its response was complete.")
  }
}
