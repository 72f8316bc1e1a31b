import JSONCore
import KeyStore
import LLMWire
import NIOCore
import ProxyProtocol
import SchemaRuntime

/// A request that may go to its provider: everything about it is decided and recorded. `Admission` makes it, an
/// `Exchange` carries it out. A class, since the event in it is completed without a copy.
final class AdmittedRequest {
  let id: JSONString
  let route: Route
  /// Where it goes. The provider is the pool's, so that no request can reach the host of one with the key of another.
  let pool: UpstreamPool
  let provider: RuntimeConfiguration.Provider
  /// As the provider calls it.
  let model: JSONString
  /// As the client called it, where that is something else: an alias, or `provider/model`.
  let requestedModel: JSONString?
  let stream: Bool
  /// The provider was asked for a usage chunk that the client has not asked for.
  let stripsUsage: Bool
  let key: ClientKey?
  let address: JSONString
  /// Head and body for the provider, kept until the end for another try.
  let request: ByteBuffer
  /// What is recorded of it, completed without a copy at its end: one costs some hundred instructions.
  var event: AuditEvent.Value
  private var taken = LimitReservations()

  init(
    id: JSONString, route: Route, pool: UpstreamPool, model: JSONString, requestedModel: JSONString?,
    stream: Bool, stripsUsage: Bool, key: ClientKey?, address: JSONString, request: ByteBuffer,
    timestamp: JSONDateTime
  ) {
    event = AuditEvent.Value(
      timestamp: timestamp, requestId: id, eventType: .requestReceived, operation: route.operation, user: key?.name,
      keyId: key?.id, clientAddress: address, provider: pool.provider.name, model: model,
      requestedModel: requestedModel, stream: stream)
    self.id = id
    self.route = route
    self.pool = pool
    provider = pool.provider
    self.model = model
    self.requestedModel = requestedModel
    self.stream = stream
    self.stripsUsage = stripsUsage
    self.key = key
    self.address = address
    self.request = request
  }

  /// From here on what was taken from limits is settled or returned by this request.
  func hold(_ units: consuming LimitReservations) { taken = units }

  /// The tokens that were used instead of those that were reserved. What is not known stays as it was reserved.
  ///
  /// - Parameter isFinal: whether the provider has reported all of the usage. Who leaves in the middle of a response
  ///   must not get back what the response goes on to cost.
  func settle(_ usage: Usage?, isFinal: Bool, now: UInt64) {
    guard let usage else { return }
    let used = UInt64(max(0, usage.prompt)) + UInt64(max(0, usage.completion))
    if isFinal { taken.settle(tokens: used, now: now) } else { taken.settle(atLeast: used, now: now) }
  }
}

/// How an exchange ended: what its closing event and the counters are made of.
struct CompletionRecord {
  let outcome: Metrics.Outcome
  /// What the client got; 0 when it got nothing.
  let status: Int
  let attempts: Int
  let scanner: UsageScanner
  /// The usage that was read, if any was, is all of it.
  let isUsageFinal: Bool
  let error: String?
  let message: String?
  /// Nanoseconds from the request's first byte.
  let duration: UInt64
  let firstByte: UInt64?
}
