import JSONCore
import ProxyProtocol
import Synchronization

/// What is counted by model and by key. Names of models come from clients: as many get a label of their own as the
/// configuration allows, the first time that a request for them succeeds; what else there is counts as `other`.
package final class ModelMetrics: Sendable {
  /// How many names get labels of their own.
  package struct Limits: Equatable, Sendable {
    package var models: Int
    package var keys: Int

    package init(models: Int = 100, keys: Int = 100) {
      self.models = models
      self.keys = keys
    }
  }

  private static let other: JSONString = "other"
  /// Where a request has no key, or is about no model.
  private static let none: JSONString = "none"

  private struct ModelName: Hashable {
    let provider: JSONString
    let model: JSONString
  }

  private struct CellName: Hashable {
    let model: ModelName
    let key: JSONString
  }

  private struct SeriesName: Hashable {
    let operation: AuditEvent.ValueOperation?
    let model: ModelName
  }

  private struct State {
    var limits = Limits()
    var models: Set<ModelName> = []
    var keys: Set<JSONString> = []
    var series: [SeriesName: ModelSeries] = [:]
    var cells: [CellName: KeySeries] = [:]

    mutating func series(of name: SeriesName) -> ModelSeries {
      if let known = series[name] { return known }
      let made = ModelSeries()
      series[name] = made
      return made
    }

    mutating func cell(_ name: CellName) -> KeySeries {
      if let known = cells[name] { return known }
      let made = KeySeries()
      cells[name] = made
      return made
    }
  }

  private let state = Mutex(State())

  package init() {}

  /// Labels that there are stay: a series that ended would look like a restart.
  package func adopt(_ limits: Limits) { state.withLock { $0.limits = limits } }

  /// The series that a request counts in.
  ///
  /// - Parameter succeeded: only then a new name gets a label: whoever sends names that no provider knows gets none.
  /// - Returns: the series, and whether the next request of these names counts there too.
  func find(
    _ operation: AuditEvent.ValueOperation?, _ provider: JSONString, _ model: JSONString, key: JSONString?,
    succeeded: Bool
  ) -> (series: RequestSeries, isFinal: Bool) {
    state.withLock { state in
      var name = ModelName(provider: provider.detached(), model: model.isEmpty ? Self.none : model.detached())
      var isFinal = true
      if !model.isEmpty, !state.models.contains(name) {
        if succeeded, state.models.count < state.limits.models {
          state.models.insert(name)
        } else {
          isFinal = succeeded
          name = ModelName(provider: name.provider, model: Self.other)
        }
      }
      // Keys are the operator's own, so that no request makes one.
      var label = key?.detached() ?? Self.none
      if key != nil, !state.keys.contains(label) {
        if state.keys.count < state.limits.keys { state.keys.insert(label) } else { label = Self.other }
      }
      let ofModel = state.series(of: SeriesName(operation: operation, model: name))
      return (RequestSeries(ofModel, state.cell(CellName(model: name, key: label))), isFinal)
    }
  }

  /// Everything, with the values of the labels.
  var snapshot:
    (models: [(labels: [JSONString], series: ModelSeries)], keys: [(labels: [JSONString], series: KeySeries)])
  {
    state.withLock { state in
      (
        state.series.map { name, series in
          ([Self.text(name.operation), name.model.provider, name.model.model], series)
        },
        state.cells.map { name, series in ([name.model.provider, name.model.model, name.key], series) }
      )
    }
  }

  /// The word of the audit: `countTokens` is `count_tokens`.
  private static func text(_ operation: AuditEvent.ValueOperation?) -> JSONString {
    guard let operation else { return none }
    var word: [UInt8] = []
    for byte in "\(operation)".utf8 {
      if (0x41...0x5A).contains(byte) { word += [0x5F, byte | 0x20] } else { word.append(byte) }
    }
    return JSONString(String(decoding: word, as: UTF8.self))
  }
}
