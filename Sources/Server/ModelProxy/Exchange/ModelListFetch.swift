import HTTPWire
import JSONCore
import SchemaRuntime

/// Asks one provider for its models. It goes on when whoever needed them leaves: others wait for the same. It carries
/// the provider's key, so it is recorded as every call is that does, with the request that caused it.
///
/// `done` is called once, whatever happens: until then the directory counts the provider as being asked.
final class ModelListFetch: UpstreamClient {
  /// Requests wait for this; a provider that takes longer counts as unavailable, and the next request asks again.
  private static let milliseconds = 5000
  /// Longer lists are not read.
  private static let mostBytes = 4 << 20

  private let pool: UpstreamPool
  private let provider: RuntimeConfiguration.Provider
  private let loop: LoopContext
  private let record: ModelListRecord
  private var done: ((ModelListing) -> Void)?
  private var connection: UpstreamConnection?
  private var body = BodyBuffer()
  private var isTooLong = false
  private let startedAt: UInt64
  private var attempts = 0
  private var status: Int?

  init(_ pool: UpstreamPool, _ cause: ModelListCause, _ loop: LoopContext, done: @escaping (ModelListing) -> Void) {
    self.pool = pool
    provider = pool.provider
    self.loop = loop
    self.done = done
    record = ModelListRecord(id: loop.nextRequestID(), provider: pool.provider.name, cause: cause)
    startedAt = loop.now
  }

  /// Nothing is sent that the audit could not record.
  func start() {
    do throws(ProxyFailure) { try loop.server.trail.listAsked(record, on: loop) } catch {
      let done = done
      self.done = nil
      done?(.unavailable("the audit cannot be written, so nothing is sent"))
      return
    }
    loop.begin(self)
    loop.after(milliseconds: Self.milliseconds) { self.expire() }
    pool.acquire(for: self)
  }

  private func expire() {
    abandon(.unavailable("it did not send its list of models in time"), .timeout, "upstream_timeout")
  }

  /// The server is being stopped.
  func shutDown() { abandon(.unavailable("the proxy is being stopped"), .cancelled, "shutting_down") }

  /// Whatever stage it is in: it may wait for a connection, or for a response on one.
  private func abandon(_ listing: ModelListing, _ outcome: Metrics.Outcome, _ error: String) {
    guard done != nil else { return }
    pool.cancel(self)
    connection?.discard()
    finish(listing, outcome, error)
  }

  /// Once; the record is closed before whoever waits goes on.
  private func finish(_ listing: ModelListing, _ outcome: Metrics.Outcome, _ error: String?) {
    guard let done else { return }
    connection = nil
    self.done = nil
    loop.end(self)
    loop.server.trail.listReceived(
      record, outcome, status: status, attempts: attempts, error: error, duration: loop.refreshNow() &- startedAt,
      on: loop)
    done(listing)
  }

  /// A try is counted when the request is sent: an idle connection gets here without connecting.
  func upstreamConnecting() {}

  /// The fetch may have been given up while it waited: the connection then goes back unused.
  func upstreamReady(_ connection: UpstreamConnection) {
    guard done != nil else { return connection.release(keepAlive: true) }
    guard provider.template(.models).request(into: &loop.headWriter) else {
      connection.release(keepAlive: true)
      return finish(.none, .failed, "internal_error")
    }
    self.connection = connection
    attempts += 1
    var buffer = loop.allocate(loop.headWriter.count)
    loop.headWriter.withSpan { buffer.append($0) }
    connection.send(buffer)
  }

  func upstreamFailed(_ failure: UpstreamFailure) {
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

  func upstreamHead(_ connection: UpstreamConnection) {
    isTooLong = false
    body.reset()
  }

  /// Read to its end even when it is too long, so that the connection can serve again.
  func upstreamBody(_ bytes: Span<UInt8>) {
    if body.count + bytes.count > Self.mostBytes { isTooLong = true } else { body.append(bytes) }
  }

  func upstreamReadComplete() {}

  /// A status that says nothing of the list leaves the provider unavailable; with one that says there is none, other
  /// rules decide.
  func upstreamEnd(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    self.status = status
    connection.release(keepAlive: connection.parser.head.keepAlive)
    switch status {
    case 200:
      guard !isTooLong, let names = ModelNames.read(body.bytes) else {
        return finish(.none, .failed, "upstream_invalid_response")
      }
      finish(.models(names), .success, nil)
    // It may have the model all the same, so that nobody else is asked instead.
    case 408, 429, 500...:
      finish(
        .unavailable("it responded with status \(status) when asked for its models"),
        status == 429 ? .rateLimited : .failed, "upstream_\(status)")
    // It has no such route, or does not list anything to this key.
    default: finish(.none, .failed, "upstream_\(status)")
    }
  }
}

/// `{"data":[{"id":…},…]}`, as both API formats list models. Read without a schema: local servers add what they like.
enum ModelNames {
  /// More than any provider has; each is kept in memory for as long as the configuration.
  private static let most = 10_000

  /// Nil when it is no such list.
  static func read(_ body: JSONBytes) -> [JSONString]? {
    var reader = JSONReader(body)
    var names: [JSONString]?
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let isList = reader.takeString() == "data" && reader.peekKind() == .array
      guard isList ? readList(&reader, &names) : reader.skipValue() else { return nil }
    } while reader.comma()
    return reader.endObject() && reader.finish() ? names : nil
  }

  /// An entry without an `id` is left out: one odd model must not hide the others.
  private static func readList(_ reader: inout JSONReader, _ found: inout [JSONString]?) -> Bool {
    guard reader.beginArray() else { return false }
    var names: [JSONString] = []
    if !reader.emptyArray() {
      repeat {
        guard let value = JSONValue(from: &reader) else { return false }
        if case .object(let members) = value, case .string(let id)? = members["id"], !id.isEmpty, names.count < most {
          names.append(id.detached())
        }
      } while reader.comma()
      guard reader.endArray() else { return false }
    }
    found = names
    return true
  }
}
