import JSONCore

/// A request whose model no rule of the configuration decides, while the providers are asked for their lists. Its
/// client's connection keeps it, in the state of an exchange; then the request is admitted anew.
final class ModelLookup: ActiveRequest {
  /// A little longer than a provider may take (`ModelListFetch`). Nanoseconds.
  private static let timeout: UInt64 = 6_000_000_000

  private let client: ClientConnection
  private let call: ClientCall
  private let model: JSONString
  private let loop: LoopContext
  private let directory: ModelDirectory
  private let deadline: UInt64
  private var isOver = false

  init(_ client: ClientConnection, _ call: ClientCall, _ model: JSONString) {
    self.client = client
    self.call = call
    self.model = model
    loop = client.loop
    directory = loop.configuration.directory
    deadline = loop.now + Self.timeout
  }

  /// - Parameter claims: the providers that are this request's to ask; others may be being asked already.
  func start(_ claims: [Int]) {
    // Before anything is asked: the call below may return with all of it known.
    client.begin(self)
    loop.askForModels(claims, for: ModelListCause(call, client)) { [weak self] in self?.goOnWhenKnown() }
    goOnWhenKnown()
  }

  /// Ends once, by what is known or by the deadline; then `Admission` says why when nobody has the model.
  private func goOnWhenKnown() {
    if isOver { return }
    // Who comes later in the configuration changes nothing about a name that is found.
    let isKnown = loop.resolve(model, call.route.format) != nil || !directory.isAsking
    guard isKnown || loop.now > deadline else { return }
    isOver = true
    // Of another configuration nothing has been asked yet.
    loop.serve(client, call, mayAsk: loop.configuration.directory !== directory)
  }

  func clientWritabilityChanged(isWritable: Bool) {}

  func clientGone() { isOver = true }

  /// Another event loop may have asked, and does not call this one when the list has come.
  func tick(_ now: UInt64) { goOnWhenKnown() }

  func shutDown() {
    if isOver { return }
    isOver = true
    loop.reject(client, call, ProxyFailure(.shuttingDown, "The proxy is being stopped; send the request again."))
  }
}
