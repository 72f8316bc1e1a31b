import JSONCore
import LLMWire
import ProxyProtocol
import SchemaRuntime

/// What a provider's configuration changes in the bodies of requests: of all models, and of some.
/// A class: most providers have none, and a reference to none is quickest to look at.
package final class ParameterRules: Sendable {
  private struct OfModels {
    let pattern: [UInt8]
    let changes: ParameterChanges

    /// A `*` at the end of the pattern stands for any rest.
    func holds(for model: JSONString) -> Bool {
      let name = model.bytes
      guard pattern.last == UInt8(ascii: "*") else { return name.elementsEqual(pattern) }
      return name.starts(with: pattern.dropLast())
    }
  }

  private let common: ParameterChanges
  private let ofModels: [OfModels]

  /// Nil when nothing is changed.
  init?(_ parameters: Configuration.Parameters) {
    common = ParameterChanges(parameters.drop, parameters.rename, parameters.default)
    ofModels = parameters.models.map {
      OfModels(
        pattern: Array($0.name.bytes), changes: ParameterChanges($0.value.drop, $0.value.rename, $0.value.default))
    }
    if common.isEmpty, ofModels.isEmpty { return nil }
  }

  /// Nil when the requests of a model stay as they are. Later patterns go before earlier ones, and those of models before
  /// what holds for all.
  ///
  /// - Parameter model: as the provider calls it.
  func changes(for model: JSONString) -> ParameterChanges? {
    let changes = ofModels.reduce(common) { $1.holds(for: model) ? $0.merged(with: $1.changes) : $0 }
    return changes.isEmpty ? nil : changes
  }
}

extension ParameterChanges {
  fileprivate init(_ drop: [JSONString], _ rename: JSONMap<JSONString>, _ defaults: JSONMap<JSONSlice>) {
    self.init(
      dropped: Set(drop), renamed: Dictionary(rename.map { ($0.name, $0.value) }) { first, _ in first },
      defaults: defaults.map { member in
        var writer = JSONWriter()
        writer.raw(member.value)
        return Default(member.name, writer.bytes)
      })
  }
}
