import Synchronization

/// The active table of a running server, kept up to date by a call of `refresh` every second.
package final class KeyTableCache: Sendable {
  private let store: KeyStore
  private let grace: Duration
  private let state: Mutex<State>

  private struct State {
    var table: KeyTable
    /// When the table was last found to be what the store has.
    var verifiedAt: ContinuousClock.Instant
  }

  /// Reads the keys; a store that cannot be read is no start.
  ///
  /// - Parameter grace: how long requests are checked by a table that cannot be compared with its store any more. After
  ///   that everybody is refused: a revocation might be waiting there.
  package init(_ store: KeyStore, grace: Duration = .seconds(30)) throws(KeyStoreError) {
    self.store = store
    self.grace = grace
    state = Mutex(State(table: try store.table(), verifiedAt: .now))
  }

  package var table: KeyTable { state.withLock { $0.table } }

  /// Adopts what has changed in the store. Call it about once a second, never on an event loop: it waits for the disk.
  ///
  /// - Returns: whether there is a new table.
  package func refresh() throws(KeyStoreError) -> Bool {
    let moment = ContinuousClock.now
    let current = table
    do throws(KeyStoreError) {
      let fresh = try store.isStale(current) ? store.table() : nil
      state.withLock { $0 = State(table: fresh ?? current, verifiedAt: moment) }
      return fresh != nil
    } catch {
      state.withLock { if $0.verifiedAt.duration(to: .now) > grace { $0.table = .closed } }
      throw error
    }
  }
}
