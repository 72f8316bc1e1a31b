import JSONCore
import ProxyProtocol

/// The series that the last requests of an event loop have counted in: most are of the same few models and keys. Nothing
/// is locked or hashed for them.
struct SeriesCache {
  /// Looking at all of them takes less than finding one.
  private static let most = 16
  /// Longer names come from clients, and would stay in memory.
  private static let longest = 128

  /// A class: an entry that is looked at is not copied, with its five references.
  private final class Entry {
    /// Its counters live as long as the process, whatever the configuration becomes.
    let provider: ProviderMetrics
    /// By its number: optional enumerations are compared by a call.
    let operation: UInt8
    let model: JSONString
    let key: JSONString
    let series: RequestSeries

    init(
      _ operation: UInt8, _ provider: ProviderMetrics, _ model: JSONString, _ key: JSONString, _ series: RequestSeries
    ) {
      self.operation = operation
      self.provider = provider
      self.model = model.detached()
      self.key = key.detached()
      self.series = series
    }

    func isOf(
      _ operation: UInt8, _ provider: ProviderMetrics, _ model: borrowing JSONString, _ key: borrowing JSONString
    ) -> Bool {
      self.provider === provider && self.operation == operation && self.model == model && self.key == key
    }
  }

  /// The one that was found last, which is most often the next.
  private var last: Entry?
  private var entries: [Entry] = []
  private var next = 0

  mutating func find(
    _ operation: AuditEvent.ValueOperation?, _ provider: ProviderMetrics, _ model: JSONString, key: JSONString?,
    succeeded: Bool, in metrics: ModelMetrics
  ) -> RequestSeries {
    let number = operation?.rawValue ?? .max
    // A key always has a name.
    let name = key ?? JSONString()
    if let last, last.isOf(number, provider, model, name) { return last.series }
    for entry in entries where entry.isOf(number, provider, model, name) {
      last = entry
      return entry.series
    }
    let (series, isFinal) = metrics.find(operation, provider.label, model, key: key, succeeded: succeeded)
    if isFinal, model.utf8Count <= Self.longest { remember(Entry(number, provider, model, name, series)) }
    return series
  }

  private mutating func remember(_ entry: Entry) {
    if entries.count < Self.most {
      entries.append(entry)
    } else {
      entries[next] = entry
      next = (next + 1) % Self.most
    }
  }
}
