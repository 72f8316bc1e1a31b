import JSONCore
import RateLimits

/// What one call says about the provider and about the model it was for, as their breakers count it. 4xx is a success
/// for both, 429 among them: the provider responded, and others may have nothing to do with what was wrong.
enum Blame: Equatable {
  case success
  /// No connection could be made: no model of the provider can be called.
  case providerFailure
  /// The provider was reached, and its model gave no response or an error of its own: others may do better.
  case modelFailure
  /// Nothing is known.
  case none

  fileprivate var ofProvider: CircuitBreaker.Outcome {
    switch self {
    case .success, .modelFailure: .success
    case .providerFailure: .failure
    case .none: .unknown
    }
  }

  fileprivate var ofModel: CircuitBreaker.Outcome {
    switch self {
    case .success: .success
    case .modelFailure: .failure
    case .providerFailure, .none: .unknown
    }
  }
}

extension UpstreamFailure {
  /// Only what the provider did counts against it; what this proxy ran out of does not.
  var blame: Blame {
    switch self {
    case .unreachable, .insecure: .providerFailure
    // The provider may close what is idle, and has no part in the proxy's own limit.
    case .staleConnection, .exhausted: .none
    case .cut, .invalid: .modelFailure
    }
  }
}

/// Leave of both breakers to send one request. Whoever has it must report once: in the half-open state a breaker lets
/// one probe through, and waits for what became of it.
struct Permits {
  private var ofProvider: CircuitBreaker.Permit?
  private var ofModel: CircuitBreaker.Permit?

  /// - Throws: what the client gets while one of them keeps requests away.
  init(_ provider: RuntimeConfiguration.Provider, _ model: JSONString, now: UInt64) throws(ProxyFailure) {
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
  func report(_ blame: Blame, _ provider: RuntimeConfiguration.Provider, _ model: JSONString, now: UInt64) {
    if let ofProvider { provider.breaker?.record(blame.ofProvider, ofProvider, now: now) }
    if let ofModel { provider.modelBreakers?.record(blame.ofModel, ofModel, { model.bytes }, now: now) }
  }
}
