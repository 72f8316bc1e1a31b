import EventLog
import ProxyCore
import Synchronization
import System

/// Looks once a second at where keys of providers come from, and adopts those that have changed: requests in flight go on
/// with the key that they began with.
final class KeyWatcher: Sendable {
  private struct Seen {
    /// By the key's label, as everything here.
    var files: [String: FileWatch] = [:]
    /// When a program is to be run again; monotonic, in nanoseconds.
    var due: [String: UInt64] = [:]
    var running: Set<String> = []
    var failures: [String: FailureWatch] = [:]
    /// Keys that their providers refuse.
    var refused: Set<String> = []
  }

  private let state: ServerState
  private let adopter: ConfigurationAdopter
  private let log: any ProxyLog
  private let seen = Mutex(Seen())

  init(_ state: ServerState, _ adopter: ConfigurationAdopter, log: any ProxyLog) {
    self.state = state
    self.adopter = adopter
    self.log = log
  }

  /// To be called about once a second, away from the event loops: it reads files.
  ///
  /// - Parameter now: monotonic, in nanoseconds.
  func look(now: UInt64) {
    let configuration = state.configuration
    for provider in configuration.providers {
      for key in provider.settings.watchedKeys { look(key, of: provider, now) }
    }
    noteRefused(configuration.providers)
  }

  /// Somebody has to act, and is told once of each key.
  private func noteRefused(_ providers: [ActiveProvider]) {
    let refused = providers.reduce(into: Set<String>()) { $0.formUnion($1.refusedKeys) }
    let former = seen.withLock { seen in
      defer { seen.refused = refused }
      return seen.refused
    }
    for label in refused.subtracting(former).sorted() {
      log.log(
        .error, "a provider refuses one of its keys; the others are used instead", [("provider", .text(label))])
    }
    for label in former.subtracting(refused).sorted() {
      log.log(.notice, "a provider takes the key again that it has refused", [("provider", .text(label))])
    }
  }

  /// A key that its provider has refused is asked for again at once: it may be another by now.
  private func look(_ key: Provider.WatchedKey, of provider: ActiveProvider, _ now: UInt64) {
    let isWanted = key.index.map { provider.keys?.keys[$0].takeRequest() ?? false } ?? false
    switch key.source.origin {
    case .file(let path, _):
      let status = FileStatus(path)
      let isDue = seen.withLock {
        $0.files[key.label, default: FileWatch()].look([status], active: [key.status])
      }
      if isDue || isWanted {
        adopt(
          Result { () throws(SettingsFailure) in try key.source.read() }, of: provider.settings, key, now)
      }
    case .command(let command):
      if takeTurn(key, command, isWanted: isWanted, now) { run(command, for: provider.settings, key) }
    }
  }

  // MARK: programs

  /// Whether the program is to be run now. The start, or a reload, has run it first.
  private func takeTurn(_ key: Provider.WatchedKey, _ command: KeyCommand, isWanted: Bool, _ now: UInt64) -> Bool {
    seen.withLock { seen in
      // A reload may have brought a shorter time.
      let due = isWanted ? now : min(seen.due[key.label] ?? .max, now + command.refresh)
      seen.due[key.label] = due
      guard now >= due, seen.running.insert(key.label).inserted else { return false }
      seen.due[key.label] = now + command.refresh
      return true
    }
  }

  /// Beside everything else: it may take seconds.
  private func run(_ command: KeyCommand, for provider: Provider, _ key: Provider.WatchedKey) {
    Task {
      let result: Result<KeySource.Reading, SettingsFailure>
      do throws(SettingsFailure) {
        result = .success(try await key.source.run(command))
      } catch { result = .failure(error) }
      adopt(result, of: provider, key, UInt64(MonotonicClock.nanoseconds))
      _ = seen.withLock { $0.running.remove(key.label) }
    }
  }

  // MARK: adopting

  private func adopt(
    _ result: Result<KeySource.Reading, SettingsFailure>, of provider: Provider, _ key: Provider.WatchedKey,
    _ now: UInt64
  ) {
    var problem: String?
    do throws(SettingsFailure) {
      if try adopter.adopt(try result.get(), of: provider, key) {
        log.log(.notice, "a provider's changed key is active", [("provider", .text(key.label))])
      }
    } catch {
      problem = "\(error)"
    }
    let change = seen.withLock { $0.failures[key.label, default: FailureWatch()].look(problem, now: now) }
    switch change {
    case .failed(let reason):
      log.log(
        .error, "a provider's key cannot be read again; keeping the previous one",
        [("provider", .text(key.label)), ("reason", .text(reason))])
    case .recovered:
      log.log(.notice, "a provider's key can be read again", [("provider", .text(key.label))])
    case nil: break
    }
  }
}
