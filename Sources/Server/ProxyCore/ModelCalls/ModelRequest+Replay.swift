import HTTPWire
import JSONCore
import LLMWire
import ProxyProtocol
import ResponseCache
import System

/// A request that a stored response serves: it is recorded as every other one, and asks nobody.
extension ModelRequest {
  /// False where the response cannot be given in the form that was asked for: then the provider is asked.
  func prepareReplay(_ response: CachedResponse) -> Bool {
    guard scan.isStream, response.form == .whole else { return true }
    cacheCall?.events = StreamReplay.events(
      of: response.body, format.api, includesUsage: cacheCall?.includesUsage == true)
    return cacheCall?.events != nil
  }

  /// Writes the event that opens it.
  func recordCached() throws(ProxyFailure) -> StepResult {
    event.provider = pool?.provider.name
    event.model = model
    if let model, scan.model != model { event.requestedModel = scan.model.detached() }
    event.stream = scan.isStream
    event.messages = scan.messages
    if loop.trail.recordedLabels.areInBodies { noteLabels() }
    try open()
    return .next
  }

  /// Responds, and records what was saved.
  func replay(_ response: CachedResponse) {
    guard let provider = pool?.provider, let model else { return }
    let isStream = scan.isStream
    let relay = Relay(
      format, reads: true, stripsUsage: operation.asksForUsage && cacheCall?.includesUsage == false, secret: nil)
    let body = response.form == .stream ? nil : wholeBody(of: response, relay)
    stream.releaseBody()
    let length = body.map { isStream ? .unknown : .length($0.count) } ?? ResponseBody.unknown
    let age = max(0, WallClock.seconds - response.madeAt)
    guard responder.beginCached(self, isStream: isStream, length, age: age) else { return responder.cut(self) }
    if let body {
      body.withSpan(0..<body.count) { stream.write($0) }
    } else {
      relay.beginReplay()
      response.body.withSpan(0..<response.body.count) { _ = relay.receive($0, to: stream) }
      _ = relay.end(to: stream)
    }
    stream.end()
    close(provider, model, relay)
    responder.finishRelay(self)
  }

  /// The body that the client gets, with what it says of usage read.
  private func wholeBody(of response: CachedResponse, _ relay: Relay) -> JSONBytes? {
    relay.scanner.scan(body: response.body)
    return cacheCall?.events ?? response.body
  }

  private func close(_ provider: ActiveProvider, _ model: JSONString, _ relay: Relay) {
    let duration = loop.context.refreshNow() &- stream.startedAt
    let completion = CompletionRecord(
      outcome: .success, status: 200, attempts: 0, usageGap: nil, error: nil, message: nil, duration: duration,
      firstByte: duration)
    responder.closeCached(self, of: provider, model, completion, relay)
  }
}
