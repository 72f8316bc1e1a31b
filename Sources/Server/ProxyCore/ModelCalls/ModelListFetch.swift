import HTTPWire
import JSONCore
import SchemaRuntime

/// Asks one provider for its models. It goes on when whoever needed them leaves: others wait for the same. It carries
/// the provider's key, so it is recorded as every call is that does, with the request that caused it.
///
/// `done` is called once, whatever happens: until then the directory counts the provider as being asked.
final class ModelListFetch: UpstreamClient, BackgroundCall {
  /// Requests wait for this; a provider that takes longer counts as unavailable, and the next request asks again.
  private static let milliseconds = 5000
  /// Longer lists are not read.
  private static let mostBytes = 4 << 20

  private let pool: UpstreamPool
  let provider: ActiveProvider
  let loop: ProxyLoop
  private let record: ModelListRecord
  private(set) var done: ((ModelListing) -> Void)?
  private var connection: UpstreamConnection?
  private var body = BodyBuffer()
  private var isTooLong = false
  private let startedAt: UInt64
  private var attempts = 0
  private var status: Int?

  /// Asks providers for their models.
  ///
  /// - Parameters:
  ///   - providers: claimed at the active directory.
  ///   - cause: whose request needs them.
  ///   - reported: called for each that has responded, or could not be asked; on this loop.
  static func ask(
    _ providers: [Int], for cause: ModelListCause, on loop: ProxyLoop, _ reported: @escaping () -> Void
  ) {
    let configuration = loop.configuration
    for index in providers {
      let pool = loop.pool(index, endpoint: configuration.providers[index].listTemplate.endpoint)
      let fetch = ModelListFetch(pool, cause, loop) { listing in
        configuration.directory.learn(listing, of: index)
        reported()
      }
      fetch.startShared()
    }
  }

  private init(_ pool: UpstreamPool, _ cause: ModelListCause, _ loop: ProxyLoop, done: @escaping (ModelListing) -> Void)
  {
    self.pool = pool
    provider = pool.provider
    self.loop = loop
    self.done = done
    record = ModelListRecord(id: loop.context.nextRequestID(), provider: pool.provider.name, cause: cause)
    startedAt = loop.now
  }

  /// Another instance was told a moment ago, and nobody is asked.
  func take(_ names: [JSONString]) {
    let done = done
    self.done = nil
    done?(.models(names))
  }

  /// Nothing is sent that the audit could not record.
  func start() {
    do throws(ProxyFailure) { try loop.trail.listAsked(record, on: loop.context) } catch {
      let done = done
      self.done = nil
      done?(.unavailable("the audit cannot be written, so nothing is sent"))
      return
    }
    loop.begin(self)
    loop.context.scheduler.after(milliseconds: Self.milliseconds) { self.expire() }
    pool.acquire(for: self)
  }

  private func expire() {
    abandon(.unavailable("it did not send its list of models in time"), .timeout, "upstream_timeout")
  }

  /// The server is being stopped.
  package func shutDown() { abandon(.unavailable("the proxy is being stopped"), .cancelled, "shutting_down") }

  /// Whatever stage it is in: it may wait for a connection, or for a response on one.
  private func abandon(_ listing: ModelListing, _ outcome: RequestOutcome, _ error: String) {
    guard done != nil else { return }
    pool.cancel(self)
    connection?.discard()
    finish(listing, outcome, error)
  }

  /// Once; the record is closed before whoever waits goes on.
  private func finish(_ listing: ModelListing, _ outcome: RequestOutcome, _ error: String?) {
    guard let done else { return }
    connection = nil
    self.done = nil
    loop.end(self)
    loop.trail.listReceived(
      record, outcome, status: status, attempts: attempts, error: error,
      duration: loop.context.refreshNow() &- startedAt,
      on: loop.context)
    done(listing)
  }

  /// A try is counted when the request is sent: an idle connection gets here without connecting.
  package func upstreamConnecting() {}

  /// The fetch may have been given up while it waited: the connection then goes back unused.
  package func upstreamReady(_ connection: UpstreamConnection) {
    guard done != nil else { return connection.release(keepAlive: true) }
    let context = loop.context
    guard provider.listTemplate.request(into: &context.headWriter) else {
      connection.release(keepAlive: true)
      return finish(.none, .failed, "internal_error")
    }
    self.connection = connection
    attempts += 1
    let bytes = loop.outgoing(capacity: context.headWriter.count)
    context.headWriter.withSpan { bytes.append($0) }
    connection.send(bytes)
  }

  package func upstreamFailed(_ failure: UpstreamFailure) {
    guard done != nil else { return }
    connection = nil
    switch failure {
    // It had been idle; there are only so many of those.
    case .staleConnection: pool.acquire(for: self)
    case .exhausted(let limit):
      finish(.unavailable("all \(limit) connections to it (maxConnections) are in use"), .failed, "overloaded")
    case .unreachable(let reason), .insecure(let reason):
      finish(.unavailable(reason), .failed, "upstream_unreachable")
    case .cut: finish(.unavailable("it closed the connection"), .failed, "upstream_cut")
    case .invalid: finish(.unavailable("it sent an invalid HTTP response"), .failed, "upstream_invalid_response")
    }
  }

  package func upstreamHead(_ connection: UpstreamConnection) {
    isTooLong = false
    body.reset()
  }

  /// Read to its end even when it is too long, so that the connection can serve again.
  package func upstreamBody(_ bytes: Span<UInt8>) {
    if body.count + bytes.count > Self.mostBytes { isTooLong = true } else { body.append(bytes) }
  }

  package func upstreamReadComplete() {}
  package func upstreamWritabilityChanged() {}

  /// A response that says nothing of the list leaves the provider unavailable, or what is meant for it would go to
  /// another one that lists the same name; with one that says there is none, other rules decide.
  package func upstreamEnd(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    self.status = status
    connection.release(keepAlive: connection.parser.head.keepAlive)
    switch status {
    case 200:
      guard let names = isTooLong ? nil : ModelNames.read(body.bytes) else {
        let reason = isTooLong ? "its list of models is too long" : "what it sent is no list of models"
        return finish(.unavailable(reason), .failed, "upstream_invalid_response")
      }
      share(body.bytes)
      finish(.models(names), .success, nil)
    // It may have the model all the same, so that nobody else is asked instead.
    case 300..<400, 401, 408, 429, 500...:
      finish(
        .unavailable("it responded with status \(status) when asked for its models"),
        status == 429 ? .rateLimited : .failed, "upstream_\(status)")
    // It has no such route, or does not list anything to this key.
    default: finish(.none, .failed, "upstream_\(status)")
    }
  }
}
