import HTTPWire
import JSONCore
import ProxyProtocol

/// Where one request may go: the targets of its route in their order, and the keys of a provider that has several. It is
/// there only for such requests; all others have none, and pay nothing. Confined to the event loop of its request.
package final class FallbackPlan {
  /// A target, by names: a reload may come between two tries.
  struct Candidate {
    let provider: JSONString
    let model: JSONString
    /// Nil where the provider's keys are all that there is to choose from.
    let target: ActiveTarget?
  }

  /// Nil for a model of a provider with several keys.
  let route: ActiveRoute?
  let sticky: UInt64?
  private(set) var current: Candidate
  private var remaining: [Candidate]
  /// The numbers of the keys that were tried at the current target.
  private var triedKeys: Set<Int> = []
  /// Which of several keys the try has.
  private(set) var key: ActiveKey?
  /// What limits have reserved, for the next provider's too.
  var tokens: UInt64 = 0
  /// The key's part is taken; what is left is that of whoever is called.
  var hasTakenOfKey = false
  /// All tries before the present one.
  private(set) var tries: [AuditEvent.ValueTriesItem] = []
  private var status: Int?
  private var startedAt: UInt64
  private var isCounted = false
  /// None of the others could be tried: the last of the tries was no try.
  var isExhausted = false

  /// - Parameter candidates: never empty; the first is tried first.
  init(_ route: ActiveRoute?, _ candidates: [Candidate], sticky: UInt64?, now: UInt64) {
    self.route = route
    self.sticky = sticky
    current = candidates[0]
    remaining = Array(candidates.dropFirst())
    startedAt = now
  }

  // MARK: what is next

  /// The request stays where it goes first.
  var keepsFirst = false

  /// No other target, and none of its keys, was tried before.
  var isFirstTry: Bool { tries.isEmpty }

  var hasOthers: Bool { !remaining.isEmpty }

  /// Only the present target is tried, with whichever of its keys.
  func forgetOthers() { remaining = [] }

  /// The present target was not sent anything, and cannot be: another one takes its place.
  func moveOn() -> Bool {
    guard !remaining.isEmpty else { return false }
    current = remaining.removeFirst()
    triedKeys = []
    key = nil
    return true
  }

  /// The key for the next try at the provider; nil where it has one alone.
  func chooseKey(of provider: ActiveProvider, now: UInt64) -> ActiveKey? {
    key = provider.keys?.choose(sticky, except: triedKeys, now: now)
    if let key { triedKeys.insert(key.number) }
    return key
  }

  /// The causes for which there is another target, or another key.
  func ways(of provider: ActiveProvider, now: UInt64) -> FallbackCauses {
    var ways: FallbackCauses = remaining.isEmpty ? [] : route?.settings.causes ?? []
    if provider.keys?.hasOther(than: triedKeys, now: now) == true { ways.formUnion(.ofKeys) }
    return ways
  }

  /// Goes on: to the next key of the provider where that may help, else to the next target. False behind the last.
  func next(_ cause: FallbackCause, at provider: ActiveProvider, now: UInt64) -> Bool {
    if FallbackCauses.ofKeys.has(cause), provider.keys?.hasOther(than: triedKeys, now: now) == true { return true }
    return moveOn()
  }

  /// Whether the body of the request may be needed once more.
  var mayNeedBody: Bool { !remaining.isEmpty || key != nil }

  // MARK: in flight

  func enter() {
    current.target?.enter()
    key?.enter()
    isCounted = true
  }

  func leave() {
    guard isCounted else { return }
    current.target?.leave()
    key?.leave()
    isCounted = false
  }

  // MARK: what is recorded

  func begin(_ now: UInt64) {
    startedAt = now
    status = nil
  }

  func received(_ head: borrowing ResponseHead, now: UInt64) {
    status = head.status
    key?.report(status: head.status, head.status >= 400 ? RetryAdvice(head) : .none, now: now)
  }

  /// A try that is not the last one.
  func note(_ cause: FallbackCause, now: UInt64) {
    if tries.count < Self.mostTries { tries.append(item(cause.auditCause, cause.mayHaveCost, now)) }
  }

  /// Before the present target is tried again.
  func noteRetry(_ cause: FallbackCause?, now: UInt64) {
    if let cause { note(cause, now: now) }
    begin(now)
  }

  /// All of them, the last one included; nil where there was only that, and one key.
  ///
  /// - Parameter last: why the last one has no answer either, where that is known.
  func allTries(succeeded: Bool, _ last: FallbackCause?, now: UInt64) -> [AuditEvent.ValueTriesItem]? {
    if isExhausted { return tries.count > 1 ? tries : nil }
    if tries.isEmpty, key == nil { return nil }
    let cause: AuditEvent.ValueTriesItemCause? = succeeded ? nil : last?.auditCause ?? .failed
    return tries + [item(cause, !succeeded && last?.mayHaveCost == true, now)]
  }

  private static let mostTries = 60

  private func item(
    _ cause: AuditEvent.ValueTriesItemCause?, _ mayHaveCost: Bool, _ now: UInt64
  ) -> AuditEvent.ValueTriesItem {
    AuditEvent.ValueTriesItem(
      provider: current.provider, model: current.model, key: key?.label, cause: cause, status: status,
      durationUs: Int(clamping: (now &- startedAt) / 1000),
      costUnknown: mayHaveCost ? (status == nil ? .noUsage : .usagePartial) : nil)
  }

  // MARK: errors

  /// An error of the last target, with what became of the others: nobody could find out otherwise. As it is where no
  /// other was tried.
  func combined(_ failure: ProxyFailure) -> ProxyFailure {
    let before = tries.filter { isExhausted || isElsewhere($0) }
    guard let route, !before.isEmpty else { return failure }
    let others = before.map { "\($0.provider)/\($0.model): \(Self.words($0))" }.joined(separator: "; ")
    return failure.behind("No target of \(route.settings.name) has answered. \(others). The last one:")
  }

  private func isElsewhere(_ item: AuditEvent.ValueTriesItem) -> Bool {
    item.provider != current.provider || item.model != current.model
  }

  var hasFailedElsewhere: Bool { route != nil && tries.contains(where: isElsewhere) }

  private static func words(_ item: AuditEvent.ValueTriesItem) -> String {
    if let status = item.status, item.cause != .streamError, item.cause != .timeout, item.cause != .cut {
      return "status \(status)"
    }
    return switch item.cause {
    case .connect: "it could not be connected to"
    case .timeout: "it did not respond in time"
    case .cut: "it closed the connection"
    case .streamError: "its stream began with an error"
    case .skipped: "it is busy, at its limit or failing"
    case ._429, ._5xx, ._529, ._401, .failed, nil: "it failed"
    }
  }
}
