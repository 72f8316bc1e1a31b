import KeyStore
package import ResponseCache
import System

/// The response cache of a configuration. It goes on through reloads that do not change its settings; with others it
/// begins empty.
package final class ActiveCache: Sendable {
  package let settings: CacheSettings
  package let responses: ResponseCache
  private let models: [ModelPattern]

  private init(_ settings: CacheSettings) {
    self.settings = settings
    models = settings.models.map { ModelPattern($0) }
    responses = ResponseCache(settings.limits, secret: settings.secret?.bytes ?? Self.ownSecret())
  }

  /// - Parameter former: of the configuration before.
  package static func of(_ settings: CacheSettings?, former: ActiveCache?) -> ActiveCache? {
    guard let settings else { return nil }
    if let former, former.settings == settings { return former }
    return ActiveCache(settings)
  }

  /// Whether responses of the model are kept though nobody has asked for that.
  func keepsAll(of provider: Span<UInt8>, _ model: Span<UInt8>) -> Bool {
    for pattern in models where pattern.matches(provider: provider, model: model) { return true }
    return false
  }

  /// 256 bits that nobody else has.
  private static func ownSecret() -> [UInt8] {
    (0..<4).flatMap { _ in
      let word = RandomBits.word()
      return (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
    }
  }
}
