import HTTPWire
import JSONCore
import SchemaRuntime

/// Asks one provider for its models. It goes on when whoever needed them leaves: others wait for the same.
final class ModelListFetch: UpstreamClient {
  private static let milliseconds = 5000
  /// Longer lists are not read.
  private static let mostBytes = 4 << 20

  private let pool: UpstreamPool
  private let provider: Generation.Provider
  private let loop: LoopContext
  private var done: ((ModelListing) -> Void)?
  private var connection: UpstreamConnection?
  private var body = BodyBuffer()
  private var isTooLong = false

  init(_ pool: UpstreamPool, _ loop: LoopContext, done: @escaping (ModelListing) -> Void) {
    self.pool = pool
    provider = pool.provider
    self.loop = loop
    self.done = done
  }

  func start() {
    loop.after(milliseconds: Self.milliseconds) { self.expire() }
    pool.acquire(for: self)
  }

  private func expire() {
    guard done != nil else { return }
    pool.cancel(self)
    connection?.discard()
    finish(.unavailable("it did not send its list of models in time"))
  }

  private func finish(_ listing: ModelListing) {
    connection = nil
    let done = done
    self.done = nil
    done?(listing)
  }

  func upstreamConnecting() {}

  func upstreamReady(_ connection: UpstreamConnection) {
    guard done != nil else { return connection.release(keepAlive: true) }
    guard provider.template(.models).request(into: &loop.headWriter) else {
      connection.release(keepAlive: true)
      return finish(.none)
    }
    self.connection = connection
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
    case .exhausted(let limit): finish(.unavailable("all \(limit) connections to it (maxConnections) are in use"))
    case .unreachable(let reason), .insecure(let reason): finish(.unavailable(reason))
    case .cut: finish(.unavailable("it closed the connection"))
    case .invalid: finish(.unavailable("what it sent is no HTTP response"))
    }
  }

  func upstreamHead(_ connection: UpstreamConnection) {
    isTooLong = false
    body.reset()
  }

  func upstreamBody(_ bytes: Span<UInt8>) {
    if body.count + bytes.count > Self.mostBytes { isTooLong = true } else { body.append(bytes) }
  }

  func upstreamReadComplete() {}

  func upstreamEnd(_ connection: UpstreamConnection) {
    let status = connection.parser.head.status
    connection.release(keepAlive: connection.parser.head.keepAlive)
    switch status {
    case 200: finish(isTooLong ? .none : ModelNames.read(body.bytes).map { .models($0) } ?? .none)
    // It may have the model all the same.
    case 408, 429, 500...: finish(.unavailable("it responded with status \(status) when asked for its models"))
    // It has no such route, or does not list anything to this key.
    default: finish(.none)
    }
  }
}

/// `{"data":[{"id":…},…]}`, as both dialects list models.
enum ModelNames {
  /// More than any provider has.
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
