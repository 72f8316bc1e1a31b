import Synchronization

/// The models of a configuration, and what providers say of theirs. They are asked when a name needs it, or when
/// their models are to be listed: never before, so that a start calls nobody. Shared by all event loops; a reload
/// makes a new one.
package final class ModelDirectory: Sendable {
  /// How old a list may be in `GET /v1/models`, in nanoseconds.
  package static let freshness: UInt64 = 300_000_000_000
  /// How often providers are asked again because a name is in no list: `ollama pull` may have brought it meanwhile, and
  /// whoever sends names that do not exist must not call them all the time.
  package static let timeout: UInt64 = 5_000_000_000

  private let providers: [Provider]
  private let aliases: [String: String]
  private let routes: [RouteSettings]
  private let state: Mutex<State>
  /// Counts tables, so that event loops can keep what they have resolved without taking the lock for each request.
  private let changes = Atomic<Int>(0)

  private struct State {
    var table: ModelTable
    var listings: [Int: ModelListing] = [:]
    var askedAt: [Int: UInt64] = [:]
    var asking: Set<Int> = []
  }

  package init(_ providers: [Provider], aliases: [String: String], routes: [RouteSettings] = []) {
    self.providers = providers
    self.aliases = aliases
    self.routes = routes
    state = Mutex(State(table: ModelTable(providers, aliases: aliases, routes: routes)))
  }

  package var table: ModelTable { state.withLock { $0.table } }

  /// Another number when the table is another.
  package var version: Int { changes.load(ordering: .acquiring) }

  /// Whether a provider is being asked, on whatever event loop.
  package var isAsking: Bool { state.withLock { !$0.asking.isEmpty } }

  /// The providers without a configured list that have not been asked for as long as `age`, in nanoseconds. The
  /// caller asks them, and calls `learn` for each, whatever comes: until then nobody else does.
  package func claim(olderThan age: UInt64, now: UInt64) -> [Int] {
    state.withLock { state in
      let stale = providers.indices.filter { index in
        guard providers[index].models == nil, !providers[index].credential.isClients, !state.asking.contains(index)
        else { return false }
        guard let asked = state.askedAt[index] else { return true }
        return now &- asked > age
      }
      for index in stale { state.askedAt[index] = now }
      state.asking.formUnion(stale)
      return stale
    }
  }

  /// Notes what a provider says. When it could not be asked, what it said before holds: a model does not lose its
  /// provider because that is down for a moment.
  package func learn(_ listing: ModelListing, of provider: Int) {
    state.withLock { state in
      state.asking.remove(provider)
      if case .unavailable = listing, let known = state.listings[provider], known.hasListing { return }
      state.listings[provider] = listing
      state.table = ModelTable(providers, aliases: aliases, routes: routes, listings: state.listings)
    }
    changes.add(1, ordering: .releasing)
  }
}

extension ModelListing {
  /// The provider has responded.
  fileprivate var hasListing: Bool {
    switch self {
    case .none, .models: true
    case .unknown, .unavailable: false
    }
  }
}
