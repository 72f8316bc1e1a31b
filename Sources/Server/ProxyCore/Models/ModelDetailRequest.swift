import JSONCore
import LLMWire
import Providers

/// `GET /v1/models/MODEL`: whether requests for that name are served, and by whom. The name may have slashes.
package final class ModelDetailRequest: ModelCatalogueRequest {
  /// Of a name in a request.
  private static let longest = 1024

  package override func dispatch() throws(ProxyFailure) {
    guard let name = start.name, name.utf8Count <= Self.longest, let target = target(of: name), isAllowed(name, target)
    else {
      throw ProxyFailure(
        .unknownModel, "This key can use no model of this name; GET /v1/models lists those there are.",
        parameter: "model")
    }
    if isForAnthropicClient {
      respond { AnthropicModel.Value(of: name).write(to: &$0) }
    } else {
      let owner = owner(of: target)
      respond { Model.Value(id: name, created: 0, ownedBy: owner).write(to: &$0) }
    }
  }

  /// Where a request for the name would go, in whatever format a provider takes it; the client's own comes first.
  private func target(of name: JSONString) -> ModelTable.Target? {
    let table = loop.configuration.directory.table
    let formats: [APIFormat] =
      isForAnthropicClient ? [.anthropic, .openai, .responses] : [.openai, .responses, .anthropic]
    for format in formats {
      if case .found(let target) = table.resolve(name, format: format), table.mayHave(target) { return target }
    }
    return nil
  }
}
