import EventLog
import ProxyCore
import Synchronization
import System

/// Looks once a second at where keys of providers come from, and adopts those that have changed: requests in flight go on
/// with the key that they began with.
final class KeyWatcher: Sendable {
  private struct Seen {
    var files: [String: FileWatch] = [:]
    /// When a program is to be run again, by the provider's name; monotonic, in nanoseconds.
    var due: [String: UInt64] = [:]
    var running: Set<String> = []
    var failures: [String: FailureWatch] = [:]
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
    for provider in state.configuration.settings.providers {
      switch provider.keySource?.origin {
      case .file(let path, _):
        let status = FileStatus(path)
        let isDue = seen.withLock {
          $0.files[provider.name, default: FileWatch()].look([status], active: [provider.keyStatus])
        }
        if isDue { renew(provider, now) }
      case .command(let command): if takeTurn(provider, command, now) { run(command, for: provider) }
      case nil: break
      }
    }
  }

  private func renew(_ provider: Provider, _ now: UInt64) {
    guard let source = provider.keySource else { return }
    adopt(Result { () throws(SettingsFailure) in try source.read() }, of: provider, now)
  }

  // MARK: programs

  /// Whether the program is to be run now. The start, or a reload, has run it first.
  private func takeTurn(_ provider: Provider, _ command: KeyCommand, _ now: UInt64) -> Bool {
    seen.withLock { seen in
      // A reload may have brought a shorter time.
      let due = min(seen.due[provider.name] ?? .max, now + command.refresh)
      seen.due[provider.name] = due
      guard now >= due, seen.running.insert(provider.name).inserted else { return false }
      seen.due[provider.name] = now + command.refresh
      return true
    }
  }

  /// Beside everything else: it may take seconds.
  private func run(_ command: KeyCommand, for provider: Provider) {
    guard let source = provider.keySource else { return }
    Task {
      let result: Result<KeySource.Reading, SettingsFailure>
      do throws(SettingsFailure) { result = .success(try await source.run(command)) } catch { result = .failure(error) }
      adopt(result, of: provider, UInt64(MonotonicClock.nanoseconds))
      _ = seen.withLock { $0.running.remove(provider.name) }
    }
  }

  // MARK: adopting

  private func adopt(_ result: Result<KeySource.Reading, SettingsFailure>, of provider: Provider, _ now: UInt64) {
    var problem: String?
    do throws(SettingsFailure) {
      if try adopter.adopt(try result.get(), of: provider) {
        log.log(.notice, "a provider's changed key is in force", [("provider", .text(provider.name))])
      }
    } catch {
      problem = "\(error)"
    }
    let change = seen.withLock { $0.failures[provider.name, default: FailureWatch()].look(problem, now: now) }
    switch change {
    case .failed(let reason):
      log.log(
        .error, "a provider's key cannot be read again; keeping the previous one",
        [("provider", .text(provider.name)), ("reason", .text(reason))])
    case .recovered:
      log.log(.notice, "a provider's key can be read again", [("provider", .text(provider.name))])
    case nil: break
    }
  }
}
