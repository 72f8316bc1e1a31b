import JSONCore
import LLMWire
import RedisWire
import ResponseCache
import System

/// Keeps a provider's response while it goes to its client, for those that ask the same. Nothing of it waits for the
/// cache.
package final class ResponseCapture {
  private let cache: ActiveCache
  private let key: CacheKey
  private let lead: FlightLead?
  private var body = BodyBuffer()
  private var isTooLong = false

  init(_ cache: ActiveCache, _ key: CacheKey, _ lead: FlightLead?) {
    self.cache = cache
    self.key = key
    self.lead = lead
  }

  /// The next bytes of the provider's body, as they came.
  func append(_ bytes: Span<UInt8>) {
    if isTooLong { return }
    isTooLong = body.count + bytes.count > cache.settings.limits.entryBytes
    if isTooLong { body = BodyBuffer() } else { body.append(bytes) }
  }

  /// The request has ended, in whatever way; called once. Only a response that is whole, by HTTP and by its own format,
  /// is for others.
  func finish(_ outcome: RequestOutcome, _ status: Int, _ error: String?, _ relay: Relay, on loop: ProxyLoop) {
    guard outcome == .success, status == 200, error == nil, relay.isComplete, !isTooLong, body.count > 0,
      let response = response(relay)
    else {
      lead?.land(outcome == .cancelled ? .abandoned : .none)
      return
    }
    let key = key.of(response.form)
    cache.responses.store(response, for: key, now: loop.now, seconds: WallClock.seconds)
    lead?.land(.response(response))
    if cache.settings.usesStore, let store = loop.store, store.isAvailable { send(response, key, to: store) }
  }

  /// Nil for events that nobody has asked for, and for what is not said to be complete: a response that its limit has
  /// cut is, one that is made in the background is not.
  private func response(_ relay: Relay) -> CachedResponse? {
    let form: CachedResponse.Form = relay.isStream ? .stream : .whole
    if relay.isStream ? key.form == .whole || !relay.hasSaidEnd : relay.scanner.isPending { return nil }
    let bytes = body.bytes
    // A copy of the right size: the buffer has room for more.
    let copy = bytes.withSpan(0..<bytes.count) { JSONBytes(copying: $0) }
    return CachedResponse(form, copy, madeAt: WallClock.seconds)
  }

  /// Nobody waits for it to be there.
  private func send(_ response: CachedResponse, _ key: CacheKey, to store: any SharedStore) {
    guard let value = cache.responses.sealed(response, for: key) else { return }
    var command = RedisArguments("SET", key.name())
    command.append(value.span)
    command.append("PX")
    command.append(Int64(cache.settings.limits.timeToLiveSeconds) * 1000)
    store.send(command) { _ in }
  }
}
