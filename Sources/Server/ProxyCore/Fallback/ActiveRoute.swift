import JSONCore
import Synchronization

/// A route with what is in flight at its targets, shared by all event loops.
package final class ActiveRoute: Sendable {
  let settings: RouteSettings
  private let targets: [ActiveTarget]
  private let fallback: [ActiveTarget]

  init(_ settings: RouteSettings) {
    self.settings = settings
    targets = settings.targets.map(ActiveTarget.init)
    fallback = settings.fallback.map(ActiveTarget.init)
  }

  /// All targets in the order in which a request tries them: those that it may be spread over, drawn one after the other,
  /// then the others as they are configured.
  func order(_ sticky: UInt64?, where isIncluded: (ActiveTarget) -> Bool) -> [ActiveTarget] {
    var left = targets.filter(isIncluded)
    var order: [ActiveTarget] = []
    while !left.isEmpty {
      let index = WeightedChoice.index(of: left.map { ($0.settings.weight, $0.inFlight, $0.hash) }, sticky)
      order.append(left.remove(at: index))
    }
    return order + fallback.filter(isIncluded)
  }
}

/// A target of a route.
package final class ActiveTarget: Sendable {
  let settings: RouteSettings.Target
  let hash: UInt64
  private let count = Atomic<Int>(0)

  init(_ settings: RouteSettings.Target) {
    self.settings = settings
    hash = settings.name.withSpan { StickyHash.of($0) }
  }

  var inFlight: Int { count.load(ordering: .relaxed) }
  func enter() { count.add(1, ordering: .relaxed) }
  func leave() { count.subtract(1, ordering: .relaxed) }
}
