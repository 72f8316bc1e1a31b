import HTTPWire
import JSONCore
import LLMWire
import Providers
import SchemaRuntime

/// `GET /v1/models`: of the models that are configured or that providers have listed, and of the aliases, those that the
/// key may use.
package final class ModelListRequest: ModelCatalogueRequest {
  package override func dispatch() throws(ProxyFailure) {
    if isForAnthropicClient { try respondInPages() } else { respondWithAll() }
  }

  private func respondWithAll() {
    let models = loop.configuration.directory.table.listed.filter { isAllowed($0.name, $0.target) }.map { entry in
      Model.Value(id: entry.name, created: 0, ownedBy: owner(of: entry.target))
    }
    respond { ModelList.Value(data: models).write(to: &$0) }
  }

  /// Those that `POST /v1/messages` leads to, by the name that it leads to them with.
  private func respondInPages() throws(ProxyFailure) {
    let page = try stream.withHead { head in
      head.with(head.query) { query in Result { () throws(ProxyFailure) in try ModelPage(query) } }
    }.get()
    let table = loop.configuration.directory.table
    let names = table.listed.filter { table.speaks(.anthropic, $0.target) && isAllowed($0.name, $0.target) }.map {
      entry in
      table.shortest(entry, format: .anthropic)
    }
    let (range, hasMore) = try page.range(in: names)
    let data = names[range].map { AnthropicModel.Value(of: $0) }
    respond { writer in
      AnthropicModelList.Value(
        data: data, hasMore: hasMore, firstId: data.first.map { $0.id }, lastId: data.last.map { $0.id }
      ).write(to: &writer)
    }
  }
}

extension AnthropicModel.Value {
  /// When a model was released is not known here: then Anthropic's own API says the beginning of 1970.
  init(of name: JSONString) {
    self.init(id: name, displayName: name, createdAt: JSONDateTime(checked: "1970-01-01T00:00:00Z"))
  }
}
