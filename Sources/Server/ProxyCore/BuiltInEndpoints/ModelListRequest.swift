import JSONCore
import KeyStore
import Providers
import SchemaRuntime

/// `GET /v1/models`: what is configured, and what the providers without a list say that they have. They are asked
/// when the last list is old (five minutes), all at once, and are not waited for long: who is late is in the next
/// response.
package final class ModelListRequest: ClientRequest {
  /// Nanoseconds: three seconds. A client that shows a menu of models waits for this.
  private static let timeout: UInt64 = 3_000_000_000

  private var directory: ModelDirectory?
  private var deadline: UInt64 = 0

  /// Waits for what other event loops ask as well.
  package override func resolve() throws(ProxyFailure) -> StepResult {
    let directory = self.directory ?? ask()
    return directory.isAsking && !isLate ? .pending(until: deadline) : .next
  }

  private func ask() -> ModelDirectory {
    let directory = loop.configuration.directory
    self.directory = directory
    deadline = loop.now + Self.timeout
    let claims = directory.claim(olderThan: ModelDirectory.freshness, now: loop.now)
    let cause = ModelListCause(id: id, key: key, address: stream.address)
    ModelListFetch.ask(claims, for: cause, on: loop) { [weak self] in self?.resume() }
    return directory
  }

  /// OpenAI's list: the models that are configured or that providers have listed, and the aliases; of them those that
  /// the key may use.
  package override func dispatch() throws(ProxyFailure) {
    let configuration = loop.configuration
    let models = configuration.directory.table.listed.filter { isAllowed($0, configuration) }.map { entry in
      ModelList.ValueDataItem(
        id: entry.name, created: 0, ownedBy: configuration.providers[entry.target.provider].name)
    }
    var writer = JSONWriter()
    ModelList.Value(data: models).write(to: &writer)
    writer.withSpan { responder.respond(to: self, 200, "application/json", $0) }
  }

  /// By the rule that a request for the model meets: the list has nothing that would be refused.
  private func isAllowed(_ entry: ModelTable.Listed, _ configuration: RuntimeConfiguration) -> Bool {
    guard let key else { return true }
    return configuration.providers[entry.target.provider].name.withSpan { provider in
      entry.target.model.withSpan { key.allows(provider: provider, model: $0) }
    }
  }

  /// With what is known: nothing is lost by not waiting.
  package override func shutDown() { if !isOver { try? dispatch() } }
}
