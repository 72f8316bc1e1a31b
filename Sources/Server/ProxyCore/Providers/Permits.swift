package import JSONCore
import RateLimits

extension Blame {
  fileprivate var ofProvider: CircuitBreaker.Outcome {
    switch self {
    case .success, .model: .success
    case .provider: .failure
    case .none: .unknown
    }
  }

  fileprivate var ofModel: CircuitBreaker.Outcome {
    switch self {
    case .success: .success
    case .model: .failure
    case .provider, .none: .unknown
    }
  }
}

/// Leave of both breakers to send one request. Whoever has it must report once: in the half-open state a breaker lets
/// one probe through, and waits for what became of it.
package struct Permits {
  private var ofProvider: CircuitBreaker.Permit?
  private var ofModel: CircuitBreaker.Permit?

  /// - Throws: what the client gets while one of them keeps requests away.
  package init(_ provider: ActiveProvider, _ model: JSONString, now: UInt64) throws(ProxyFailure) {
    switch provider.breaker?.permit(now: now) {
    case .refused(let wait): throw Self.refusal("\(provider.name) has", after: wait)
    case .permitted(let permit): ofProvider = permit
    case nil: break
    }
    switch provider.modelBreakers?.permit({ model.bytes }, now: now) {
    case .refused(let wait):
      // The provider's permit may be its probe: unused, it has to go back.
      report(.none, provider, model, now: now)
      throw Self.refusal("This model of \(provider.name) has", after: wait)
    case .permitted(let permit): ofModel = permit
    case nil: break
    }
  }

  /// Nanoseconds become whole seconds, a second too many rather than too few: 0 would mean "at once".
  private static func refusal(_ whoHas: String, after wait: UInt64) -> ProxyFailure {
    ProxyFailure(
      .circuitOpen, "\(whoHas) failed repeatedly and gets no requests for a moment; try again later.",
      retryAfterSeconds: Int(clamping: wait / 1_000_000_000 + 1))
  }

  /// Notes how the request ended. `now`: loop time in nanoseconds, as everywhere here.
  package func report(_ blame: Blame, _ provider: ActiveProvider, _ model: JSONString, now: UInt64) {
    if let ofProvider { provider.breaker?.record(blame.ofProvider, ofProvider, now: now) }
    if let ofModel { provider.modelBreakers?.record(blame.ofModel, ofModel, { model.bytes }, now: now) }
  }
}
