import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import StoredResponses
import System

/// A request that several can serve: the targets of a route, the keys of a provider.
extension ModelRequest {
  /// Targets that do not speak the format of the request, or cannot have it for another reason, are left out; where none
  /// is left, the client gets what the first has said.
  func makePlan(_ found: ResolvedModel) throws(ProxyFailure) {
    let configuration = loop.configuration
    let route = found.route.map { configuration.routes[$0] }
    let sticky = form == nil ? StickyHash.of(stream.body, format.api, route?.settings.stickiness ?? .cacheKey) : nil
    let plan = FallbackPlan(
      route, try candidates(found, route, sticky), sticky: sticky, now: loop.now)
    if refusesFallback || streamed != nil || continuesUnknown { plan.keepsFirst = true }
    self.plan = plan
    try adoptFirst(of: plan)
  }

  private func candidates(
    _ found: ResolvedModel, _ route: ActiveRoute?, _ sticky: UInt64?
  ) throws(ProxyFailure) -> [FallbackPlan.Candidate] {
    let providers = loop.configuration.providers
    guard let route else {
      return [FallbackPlan.Candidate(provider: providers[found.provider].name, model: found.model, target: nil)]
    }
    let targets = route.order(sticky) { providers[$0.settings.provider].template(operation.call) != nil }
    if targets.isEmpty { throw otherFormat(providers[found.provider]) }
    return targets.map {
      FallbackPlan.Candidate(provider: providers[$0.settings.provider].name, model: $0.settings.model, target: $0)
    }
  }

  private func adoptFirst(of plan: FallbackPlan) throws(ProxyFailure) {
    do throws(ProxyFailure) { try adopt(plan.current) } catch {
      let first = error
      guard adoptNext(of: plan) else { throw first }
    }
    if plan.keepsFirst { plan.forgetOthers() }
  }

  /// False where none of the others can have the request.
  private func adoptNext(of plan: FallbackPlan) -> Bool {
    while plan.moveOn() {
      do throws(ProxyFailure) {
        try adopt(plan.current)
        return true
      } catch { continue }
    }
    return false
  }

  private func adopt(_ candidate: FallbackPlan.Candidate) throws(ProxyFailure) {
    guard let index = loop.configuration.providers.firstIndex(where: { $0.name == candidate.provider }) else {
      throw ProxyFailure(.unknownModel, "\(candidate.provider) is not configured any more.", parameter: "model")
    }
    let provider = loop.configuration.providers[index]
    if candidate.target != nil { try checkClientCredential(for: provider) }
    if changed != nil { try rescan() }
    try adopt(provider, at: index, candidate.model)
  }

  /// What one target's configuration has changed is not for the next one.
  private func rescan() throws(ProxyFailure) {
    changed = nil
    if let form {
      scan = RequestScan(model: try form.requireModel(or: operation.defaultModel), isStream: form.isStream)
    } else if let scan = RequestScan(stream.body, defaultModel: operation.defaultModel) {
      self.scan = scan
    } else {
      throw InvalidBody.unreadable
    }
  }

  /// The header of the client.
  private var refusesFallback: Bool {
    guard let value = value(of: Self.noFallbackField) else { return false }
    return value != Array("0".utf8) && !value.span.equalsIgnoringCase("false")
  }

  /// It goes on from a response that is not known here: whoever has it cannot be guessed twice.
  private var continuesUnknown: Bool {
    guard operation.continuesResponses, let id = scan.previousResponseID.flatMap({ ResponseID($0) }) else {
      return false
    }
    if case .unknown = loop.server.responses.holder(of: id, for: key?.number, now: WallClock.seconds) { return true }
    return false
  }

  /// Which models a route leads to is not the key's to say.
  func authorize(_ route: ActiveRoute) throws(ProxyFailure) -> StepResult {
    if let key, !key.allows(route: route.settings.name) { throw Self.notAllowed }
    return .next
  }

  /// Takes from limits; a target whose own refuse is passed over. Runs again from where it was when it has waited.
  func take(_ tokens: UInt64, _ plan: FallbackPlan) throws(ProxyFailure) -> StepResult {
    plan.tokens = tokens
    if !plan.hasTakenOfKey {
      if case .pending(let deadline) = try takeOfKey(tokens: tokens) { return .pending(until: deadline) }
      plan.hasTakenOfKey = true
    }
    while let pool {
      do throws(ProxyFailure) { return try take(tokens: tokens, alsoOf: pool.provider) } catch {
        let failure = error
        if plan.hasOthers { plan.note(.skipped, now: loop.now) }
        guard adoptNext(of: plan) else { throw plan.combined(failure) }
      }
    }
    return .next
  }

  /// Everything of it is made anew: another model, another head and key, other rules for parameters.
  func orderAgain(_ plan: FallbackPlan) throws(ProxyFailure) -> UpstreamOrder {
    try rescan()
    try adopt(plan.current)
    return try makeOrder(plan)
  }
}
