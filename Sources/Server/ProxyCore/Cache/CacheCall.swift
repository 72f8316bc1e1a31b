import JSONCore
import ResponseCache

/// How far a request has come with the cache. Made for those that may be served from it.
final class CacheCall {
  enum State {
    /// A store that instances share is asked.
    case looking
    /// The same request is in flight here.
    case waiting
    /// Another instance has it in flight: the store is asked again with each tick, until that must have an end.
    case elsewhere(until: UInt64)
    case found(CachedResponse, CacheMark)
    /// The provider is to be asked.
    case asking
  }

  let cache: ActiveCache
  /// Of the form that was asked for.
  let key: CacheKey
  var state = State.asking
  /// Nil where nobody waits for this request.
  var lead: FlightLead?
  /// A stream is to end with its usage.
  let includesUsage: Bool
  /// Loop time at which a request of its own would be given up.
  let deadline: UInt64
  /// A whole response as the events that were asked for.
  var events: JSONBytes?
  /// It is in the metrics; the step may run again for something else.
  var isCounted = false
  /// A question to the store is on its way.
  var isLooking = false

  init(_ cache: ActiveCache, _ key: CacheKey, includesUsage: Bool, deadline: UInt64) {
    self.cache = cache
    self.key = key
    self.includesUsage = includesUsage
    self.deadline = deadline
  }

  /// Those under which the response may be: that of a whole one will do for a stream, but not the other way round.
  var keys: [CacheKey] { key.form == .stream ? [key, key.of(.whole)] : [key] }

  /// The stored response and how it is to be counted; nil where the provider is asked.
  var found: (response: CachedResponse, mark: CacheMark)? {
    if case .found(let response, let mark) = state { return (response, mark) }
    return nil
  }
}
