import Foundation
import Synchronization

@testable import KeyStore

/// A directory of its own for one test, removed at the end.
final class Scratch {
  let directory = NSTemporaryDirectory() + "/keys-" + UUID().uuidString
  let clock = Clock()

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  var path: String { directory + "/keys.sqlite" }

  func store() -> KeyStore { KeyStore(path: path, now: { [clock] in clock.now }) }

  /// Everything in the directory: the database and what lies beside it.
  func bytes() throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: directory)
      .reduce(into: Data()) { try $0.append(Data(contentsOf: URL(filePath: directory + "/" + $1))) }
  }
}

/// A clock that a test sets.
final class Clock: Sendable {
  private let value = Mutex<Int64>(1_735_689_600_123)

  var now: Int64 {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}

extension KeyTable {
  /// The decision in a word.
  func outcome(_ text: String, at now: Int64 = 1_735_689_600_123) -> String {
    check(Array(text.utf8).span, at: now).outcome
  }
}

extension KeyDecision {
  var outcome: String {
    switch self {
    case .accepted(let key): "accepted \(key.record.name)"
    case .refused(.malformed): "malformed"
    case .refused(.unknown): "unknown"
    case .refused(.revoked(let key)): "revoked \(key.record.name)"
    case .refused(.expired(let key)): "expired \(key.record.name)"
    case .refused(.replaced(let key)): "replaced \(key.record.name)"
    case .refused(.unavailable): "unavailable"
    }
  }
}

/// The error of a call that must fail; nil when it succeeds.
func failure(_ body: () throws -> Void) -> KeyStoreError? {
  do {
    try body()
    return nil
  } catch {
    return error as? KeyStoreError
  }
}
