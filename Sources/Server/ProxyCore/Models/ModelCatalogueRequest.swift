import HTTPWire
import JSONCore
import KeyStore
import SchemaRuntime

/// A request about the models there are: what is configured, and what the providers without a list say that they have.
/// They are asked when the last list is old (five minutes), all at once, and are not waited for long: who is late is in
/// the next response. Subclasses make the response, in the format of the client.
package class ModelCatalogueRequest: ClientRequest {
  /// Nanoseconds: three seconds. A client that shows a menu of models waits for this.
  private static let timeout: UInt64 = 3_000_000_000

  private final var directory: ModelDirectory?
  private final var deadline: UInt64 = 0

  package final override var errorFormat: WireFormat { stream.withHead { .ofClient($0) } }

  final var isForAnthropicClient: Bool { errorFormat === WireFormat.anthropic }

  /// Waits for what other event loops ask as well.
  package final override func resolve() throws(ProxyFailure) -> StepResult {
    let directory = self.directory ?? ask()
    return directory.isAsking && !isLate ? .pending(until: deadline) : .next
  }

  private final func ask() -> ModelDirectory {
    let directory = loop.configuration.directory
    self.directory = directory
    deadline = loop.now + Self.timeout
    let claims = directory.claim(olderThan: ModelDirectory.freshness, now: loop.now)
    let cause = ModelListCause(id: id, key: key, address: stream.address)
    ModelListFetch.ask(claims, for: cause, on: loop) { [weak self] in self?.resume() }
    return directory
  }

  /// By the rule that a request for the model meets: nothing is listed that would be refused.
  final func isAllowed(_ name: JSONString, _ target: ModelTable.Target) -> Bool {
    guard let key else { return true }
    if target.route != nil { return key.allows(route: name) }
    return loop.configuration.providers[target.provider].name.withSpan { provider in
      target.model.withSpan { key.allows(provider: provider, model: $0) }
    }
  }

  /// A route is this proxy's own.
  final func owner(of target: ModelTable.Target) -> JSONString {
    target.route == nil ? loop.configuration.providers[target.provider].name : "securellm"
  }

  final func respond(_ write: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    write(&writer)
    writer.withSpan { responder.respond(to: self, 200, "application/json", $0) }
  }

  /// With what is known: nothing is lost by not waiting.
  package final override func shutDown() {
    if isOver { return }
    do throws(ProxyFailure) { try dispatch() } catch { reject(error) }
  }
}
