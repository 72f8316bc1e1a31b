import LLMWire
import Synchronization

/// The models of a configuration, and what providers have told of theirs since.
package final class ModelDirectory: Sendable {
  /// How long what a provider has told is believed, in nanoseconds.
  private static let freshness: UInt64 = 300_000_000_000

  private let providers: [Provider]
  private let aliases: [String: String]
  private let state: Mutex<State>
  private let changes = Atomic<Int>(0)

  private struct State {
    var table: ModelTable
    var learned: [Int: [String]] = [:]
    var askedAt: [Int: UInt64] = [:]
  }

  init(_ providers: [Provider], aliases: [String: String]) {
    self.providers = providers
    self.aliases = aliases
    state = Mutex(State(table: ModelTable(providers, aliases: aliases)))
  }

  var table: ModelTable { state.withLock { $0.table } }

  /// Another number when the table is another.
  var version: Int { changes.load(ordering: .acquiring) }

  /// The providers that have no list and have not been asked lately; they count as asked from now on.
  func claimStale(now: UInt64) -> [Int] {
    state.withLock { state in
      let stale = providers.indices.filter { index in
        guard providers[index].models == nil else { return false }
        guard let asked = state.askedAt[index] else { return true }
        return now &- asked > Self.freshness
      }
      for index in stale { state.askedAt[index] = now }
      return stale
    }
  }

  func learn(_ models: [String], of provider: Int) {
    state.withLock { state in
      state.learned[provider] = models
      state.table = ModelTable(providers, aliases: aliases, learned: state.learned)
    }
    changes.add(1, ordering: .releasing)
  }
}
