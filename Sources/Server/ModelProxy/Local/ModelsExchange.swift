import HTTPWire
import JSONCore
import KeyStore
import LLMWire
import SchemaRuntime

/// `GET /v1/models`: what is configured, and what the providers without a list say that they have. They are asked when
/// the last answer is old, all at once, and are not waited for long: who is late is in the next answer.
final class ModelsExchange: ExchangeAtWork {
  private static let patience: UInt64 = 3_000_000_000

  private let client: ClientConnection
  private let loop: LoopContext
  private let key: ClientKey?
  private var fetches: [ModelsFetch] = []
  private var waiting = 0
  private let deadline: UInt64
  private var isOver = false

  init(_ client: ClientConnection, key: ClientKey?) {
    self.client = client
    self.key = key
    loop = client.loop
    deadline = loop.now + Self.patience
  }

  func start() {
    let generation = loop.generation
    let asked = generation.directory.claimStale(now: loop.now)
    client.begin(self)
    waiting = asked.count
    for index in asked {
      let fetch = ModelsFetch(generation.providers[index], loop) { [weak self] models in
        if let models { generation.directory.learn(models, of: index) }
        self?.fetched()
      }
      fetches.append(fetch)
      fetch.start(loop.pools[index])
    }
    if waiting == 0 { answer() }
  }

  private func fetched() {
    waiting -= 1
    if waiting == 0 { answer() }
  }

  private func answer() {
    if isOver { return }
    isOver = true
    for fetch in fetches { fetch.abandon() }
    LocalRoutes.models(client, key)
    loop.metrics.answered(.models, status: 200)
    client.flush()
    client.finish(keepAlive: true)
  }

  func clientWritabilityChanged(isWritable: Bool) {}

  func clientGone() {
    isOver = true
    for fetch in fetches { fetch.abandon() }
  }

  func tick(_ now: UInt64) {
    if now > deadline { answer() }
  }

  func shutDown() { answer() }
}

/// One provider's list of models.
private final class ModelsFetch: UpstreamClient {
  /// Longer lists are cut off by being left out.
  private static let mostBytes = 4 << 20

  private let provider: Generation.Provider
  private let loop: LoopContext
  private var done: (([String]?) -> Void)?
  private var connection: UpstreamConnection?
  private var body = BodyBuffer()
  private var isGood = false

  init(_ provider: Generation.Provider, _ loop: LoopContext, done: @escaping ([String]?) -> Void) {
    self.provider = provider
    self.loop = loop
    self.done = done
  }

  func start(_ pool: UpstreamPool) { pool.acquire(for: self) }

  /// Nobody waits any more.
  func abandon() {
    done = nil
    connection?.discard()
    connection = nil
  }

  private func finish(_ models: [String]?) {
    connection = nil
    let done = done
    self.done = nil
    done?(models)
  }

  func upstreamReady(_ connection: UpstreamConnection) {
    guard done != nil, provider.template(.models).request(into: &loop.headWriter) else {
      connection.release(keepAlive: true)
      return finish(nil)
    }
    self.connection = connection
    var buffer = loop.allocate(loop.headWriter.count)
    loop.headWriter.withSpan { buffer.append($0) }
    connection.send(buffer)
  }

  func upstreamFailed(_ failure: UpstreamFailure) { finish(nil) }

  func upstreamHead(_ connection: UpstreamConnection) {
    isGood = connection.parser.head.status == 200
    body.reset()
  }

  func upstreamBody(_ bytes: Span<UInt8>) {
    if body.count + bytes.count > Self.mostBytes { isGood = false } else { body.append(bytes) }
  }

  func upstreamReadComplete() {}

  func upstreamEnd(_ connection: UpstreamConnection) {
    connection.release(keepAlive: connection.parser.head.keepAlive)
    finish(isGood ? ModelNames.read(body.bytes) : nil)
  }
}

/// `{"data":[{"id":…},…]}`, as both dialects list models.
enum ModelNames {
  /// More than any provider has.
  private static let most = 10_000

  /// Nil when it is no such list.
  static func read(_ body: JSONBytes) -> [String]? {
    var reader = JSONReader(body)
    var names: [String] = []
    guard reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      let isList = reader.takeString() == "data" && reader.peekKind() == .array
      guard isList ? readList(&reader, &names) : reader.skipValue() else { return nil }
    } while reader.comma()
    return reader.endObject() && reader.finish() ? names : nil
  }

  private static func readList(_ reader: inout JSONReader, _ names: inout [String]) -> Bool {
    guard reader.beginArray() else { return false }
    if reader.emptyArray() { return true }
    repeat {
      guard let value = JSONValue(from: &reader) else { return false }
      if case .object(let members) = value, case .string(let id)? = members["id"], !id.isEmpty, names.count < most {
        names.append(String(id))
      }
    } while reader.comma()
    return reader.endArray()
  }
}
