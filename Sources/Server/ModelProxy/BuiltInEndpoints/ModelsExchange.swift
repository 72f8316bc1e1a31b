/// `GET /v1/models`: what is configured, and what the providers without a list say that they have. They are asked
/// when the last list is old (five minutes), all at once, and are not waited for long: who is late is in the next
/// response.
final class ModelsExchange: ActiveRequest {
  /// Nanoseconds: three seconds. A client that shows a menu of models waits for this.
  private static let timeout: UInt64 = 3_000_000_000

  private let client: ClientConnection
  private let loop: LoopContext
  private let call: ClientCall
  private let directory: ModelDirectory
  private let deadline: UInt64
  private var isOver = false

  init(_ client: ClientConnection, _ call: ClientCall) {
    self.client = client
    self.call = call
    loop = client.loop
    directory = loop.configuration.directory
    deadline = loop.now + Self.timeout
  }

  /// Responds at once when no list is old.
  func start() {
    client.begin(self)
    let claims = directory.claim(olderThan: ModelDirectory.freshness, now: loop.now)
    loop.askForModels(claims, for: ModelListCause(call, client)) { [weak self] in self?.respondWhenKnown() }
    respondWhenKnown()
  }

  private func respondWhenKnown() {
    if !directory.isAsking { response() }
  }

  /// Once, from whichever of a list, a tick and the end of the server comes first.
  private func response() {
    if isOver { return }
    isOver = true
    BuiltInEndpoints.models(client, call.key)
    loop.metrics.responded(.models, status: 200)
    client.flush()
    client.finish(keepAlive: true)
  }

  func clientWritabilityChanged(isWritable: Bool) {}

  func clientGone() { isOver = true }

  func tick(_ now: UInt64) {
    // Another event loop may have asked.
    if now > deadline { response() } else { respondWhenKnown() }
  }

  /// With what is known: nothing is lost by not waiting.
  func shutDown() { response() }
}
