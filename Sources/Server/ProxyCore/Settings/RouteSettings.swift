package import JSONCore
import ProxyProtocol
import SchemaRuntime

/// A name that stands for several models.
package struct RouteSettings: Sendable, Equatable {
  package enum Stickiness: Sendable { case cacheKey, conversation, off }

  package struct Target: Sendable, Equatable {
    /// Index of the provider.
    package let provider: Int
    /// As the provider calls it.
    package let model: JSONString
    package let weight: Int
    /// `provider/model`.
    package let name: JSONString
  }

  package let name: JSONString
  /// What requests are spread over.
  package let targets: [Target]
  /// What is tried behind all of them, in this order.
  package let fallback: [Target]
  package let causes: FallbackCauses
  package let stickiness: Stickiness
}

extension SettingsLoader {
  /// Where a name is taken, or leads to nobody, the rules of the configuration have said so already.
  func routes(
    _ routes: JSONMap<Configuration.Route>, _ providers: [Provider], _ errors: inout [SettingsFailure]
  ) -> [RouteSettings] {
    routes.map { member in
      let route = member.value
      let targets = route.targets.enumerated().compactMap { index, target in
        Self.target(target.model, target.weight, "/routes/\(member.name)/targets/\(index)", providers, &errors)
      }
      let fallback = route.fallback.enumerated().compactMap { index, model in
        Self.target(model, 1, "/routes/\(member.name)/fallback/\(index)", providers, &errors)
      }
      return RouteSettings(
        name: member.name, targets: targets, fallback: fallback, causes: FallbackCauses(route.on),
        stickiness: Self.stickiness(route.sticky))
    }
  }

  /// Nil where its provider is in error itself, or is not configured.
  private static func target(
    _ text: JSONString, _ weight: Int, _ pointer: String, _ providers: [Provider], _ errors: inout [SettingsFailure]
  ) -> RouteSettings.Target? {
    let bytes = text.bytes
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
      let model = JSONString(validating: Array(bytes[(slash + 1)...]))
    else { return nil }
    guard let index = providers.firstIndex(where: { $0.name.utf8.elementsEqual(bytes[..<slash]) }) else {
      let ofProvider = "/providers/\(String(decoding: bytes[..<slash], as: UTF8.self))"
      if !errors.contains(where: { "\($0.pointer)/".utf8.starts(with: "\(ofProvider)/".utf8) }) {
        errors.append(SettingsFailure(pointer: pointer, "is of a provider that is not served: is its key set?"))
      }
      return nil
    }
    if let models = providers[index].models, !models.contains(where: { $0.utf8.elementsEqual(model.bytes) }) {
      errors.append(
        SettingsFailure(
          pointer: pointer, "is none of the models of \(providers[index].name): add it to them, or name one of them"))
    }
    return RouteSettings.Target(provider: index, model: model, weight: weight, name: text)
  }

  private static func stickiness(_ word: Configuration.RouteSticky) -> RouteSettings.Stickiness {
    switch word {
    case .cacheKey: .cacheKey
    case .conversation: .conversation
    case .off: .off
    }
  }
}

extension Configuration.RouteTarget {
  /// `provider/model`.
  package var model: JSONString {
    switch self {
    case .string(let model): model
    case .object(let target): target.model
    }
  }

  var weight: Int {
    switch self {
    case .string: 1
    case .object(let target): target.weight
    }
  }
}
