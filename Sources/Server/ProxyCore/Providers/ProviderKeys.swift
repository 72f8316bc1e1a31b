import HTTPWire
import JSONCore
import Synchronization

/// Several keys of one provider, with what is known of each, shared by all event loops.
package final class ProviderKeys: Sendable {
  package let keys: [ActiveKey]

  /// - Parameter former: those of the configuration before: what is known of a key that is the same holds.
  init?(_ settings: Provider, former: ProviderKeys?) {
    var keys: [ActiveKey] = []
    for (index, key) in settings.keys.enumerated() {
      let same = former?.keys.first { $0.name == key.name && $0.credential.isSame(as: key.credential) }
      guard let made = ActiveKey(settings, key, number: index, former: same) else { return nil }
      keys.append(made)
    }
    self.keys = keys
  }

  /// For requests that are not spread: the first that is not refused.
  var first: ActiveKey { keys.first { !$0.isRefused } ?? keys[0] }

  /// One that may be used, by weights and what is in flight, or by the hash of what is to stay at one key. Where none
  /// may be, the one that may soonest: the provider then says itself what is wrong.
  ///
  /// - Parameter tried: those that this request has been sent with.
  func choose(_ sticky: UInt64?, except tried: Set<Int> = [], now: UInt64) -> ActiveKey? {
    let left = keys.filter { !tried.contains($0.number) && $0.mayBeUsed(now) }
    guard !left.isEmpty else {
      return tried.isEmpty ? keys.min { $0.nextUse < $1.nextUse } : nil
    }
    let index = WeightedChoice.index(of: left.map { ($0.weight, $0.inFlight, $0.hash) }, sticky)
    return left[index]
  }

  func hasOther(than tried: Set<Int>, now: UInt64) -> Bool {
    keys.contains { !tried.contains($0.number) && $0.mayBeUsed(now) }
  }
}

/// One of several keys of a provider. What it may be used for is one word: until when it is put aside.
package final class ActiveKey: Sendable {
  package let name: String
  /// The name as the audit and the metrics have it.
  let label: JSONString
  let number: Int
  let weight: Int
  let hash: UInt64
  let credential: Credential
  private let templates: [UpstreamTemplate?]
  let listTemplate: UpstreamTemplate
  private let state: State

  /// Goes on with the next configuration.
  private final class State: Sendable {
    let inFlight = Atomic<Int>(0)
    /// Loop time in nanoseconds; 0 while it is used.
    let asideUntil = Atomic<UInt64>(0)
    let isRefused = Atomic<Bool>(false)
    let isWanted = Atomic<Bool>(false)
  }

  /// A refused key is tried again once a minute: it may be good again without being another.
  private static let refusalNanoseconds: UInt64 = 60_000_000_000
  /// Where a limited key has not been told for how long.
  private static let limitNanoseconds: UInt64 = 1_000_000_000

  init?(_ settings: Provider, _ key: Provider.Key, number: Int, former: ActiveKey?) {
    let provider = settings.using(key)
    guard let templates = UpstreamTemplate.all(of: provider),
      let list = UpstreamTemplate(provider, endpoint: 0, .get, "/models")
    else { return nil }
    self.templates = templates
    listTemplate = list
    name = key.name
    label = JSONString(key.name)
    self.number = number
    weight = key.weight
    credential = key.credential
    hash = StickyHash.of(Array("\(settings.name)/\(key.name)".utf8).span)
    state = former?.state ?? State()
  }

  func template(_ call: UpstreamCall) -> UpstreamTemplate? { templates[call.index] }

  // MARK: in flight

  var inFlight: Int { state.inFlight.load(ordering: .relaxed) }
  func enter() { state.inFlight.add(1, ordering: .relaxed) }
  func leave() { state.inFlight.subtract(1, ordering: .relaxed) }

  // MARK: put aside

  /// The provider refuses it.
  package var isRefused: Bool { state.isRefused.load(ordering: .relaxed) }

  var nextUse: UInt64 { state.asideUntil.load(ordering: .relaxed) }

  func mayBeUsed(_ now: UInt64) -> Bool { nextUse <= now }

  /// What a response says of the key.
  func report(status: Int, _ advice: RetryAdvice, now: UInt64) {
    switch status {
    case 401, 403: refuse(now)
    case 429:
      let wait = if case .after(let wait) = advice { wait } else { Self.limitNanoseconds }
      state.asideUntil.store(now + min(wait, Self.refusalNanoseconds), ordering: .relaxed)
    case 500...: break
    default: accept()
    }
  }

  /// It is asked for again where it comes from: it may have been rotated.
  private func refuse(_ now: UInt64) {
    state.asideUntil.store(now + Self.refusalNanoseconds, ordering: .relaxed)
    if !state.isRefused.exchange(true, ordering: .relaxed) { state.isWanted.store(true, ordering: .relaxed) }
  }

  private func accept() {
    if nextUse == 0, !isRefused { return }
    state.asideUntil.store(0, ordering: .relaxed)
    state.isRefused.store(false, ordering: .relaxed)
  }

  /// Whether it is to be asked for again where it comes from; true once for each refusal.
  package func takeRequest() -> Bool {
    state.isWanted.load(ordering: .relaxed) && state.isWanted.exchange(false, ordering: .relaxed)
  }
}
