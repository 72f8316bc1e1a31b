package import JSONCore
package import LLMWire

/// What a provider without a configured list says that it has.
package enum ModelListing: Equatable, Sendable {
  /// It has not been asked.
  case unknown
  /// It could not be asked, for that reason.
  case unavailable(String)
  /// It responded, with no list.
  case none
  case models([JSONString])
}

/// Which provider serves a model, from its name as clients write it. Only what is known decides: the same name leads
/// to the same provider whatever was asked for before, and where knowledge is missing the result says so.
///
/// A value that never changes; `ModelDirectory` makes a new one when a provider has sent its list. The rules, in the
/// order of `resolve`, are those of `docs/proxy.md`.
package struct ModelTable: Sendable {
  /// What a name leads to.
  package struct Target: Equatable, Sendable {
    /// Index of the provider.
    package let provider: Int
    /// The model as the provider calls it.
    package let model: JSONString
    /// Index of the route that stands for several models, of which the first is meant here.
    package var route: Int?
  }

  package enum Resolution: Equatable, Sendable {
    case found(Target)
    /// The lists of providers decide, and they have not been asked for them.
    case needsLists
    /// This provider comes first among those that may have it, and could not be asked.
    case unavailable(provider: Int, reason: String)
    case unknown
  }

  /// A name that can be asked for.
  package struct Listed: Sendable {
    package let name: JSONString
    package let target: Target
  }

  /// Every name that is known, sorted: each model that is configured or listed with its provider, and the aliases.
  package let listed: [Listed]
  private let providers: [ProviderModels]
  private let routes: [RouteSettings]
  /// Those of routes too.
  private let aliases: [JSONString: Target]

  /// - Parameters:
  ///   - aliases: other names, each to `provider/model`.
  ///   - routes: names that stand for several models.
  ///   - listings: by index of the provider.
  package init(
    _ providers: [Provider], aliases: [String: String], routes: [RouteSettings] = [],
    listings: [Int: ModelListing] = [:]
  ) {
    let known = providers.enumerated().map { index, provider in
      // Without a key of the proxy's own nobody is asked for a list.
      ProviderModels(provider, listings[index] ?? (provider.credential.isClients ? .none : .unknown))
    }
    var targets: [JSONString: Target] = [:]
    for (alias, name) in aliases {
      if case .found(let target)? = Self.named(JSONString(name), known) { targets[JSONString(alias)] = target }
    }
    for (index, route) in routes.enumerated() {
      guard let first = route.targets.first else { continue }
      targets[route.name] = Target(provider: first.provider, model: first.model, route: index)
    }
    self.routes = routes
    let models = known.enumerated().flatMap { index, provider in
      provider.models.map { model in
        Listed(name: JSONString("\(provider.name)/\(model)"), target: Target(provider: index, model: model))
      }
    }
    listed = (models + targets.map { Listed(name: $0, target: $1) }).sorted {
      $0.name.bytes.lexicographicallyPrecedes($1.name.bytes)
    }
    self.providers = known
    self.aliases = targets
  }

  /// Rules that need nobody's list come first, so that most names are decided without a call.
  ///
  /// - Parameter format: that of the route, which decides where several providers have a model of that name.
  package func resolve(_ name: JSONString, format: APIFormat) -> Resolution {
    if let target = aliases[name] { return .found(target) }
    if let named = Self.named(name, providers) { return named }
    if let target = configured(name, format) { return .found(target) }
    if let owner = ModelFamily.owner(of: name), let index = providers.firstIndex(where: { $0.name == owner }) {
      // Configured models are above: a provider that lists no such name does not take it.
      return providers[index].isOpen ? .found(Target(provider: index, model: name)) : .unknown
    }
    return onlyProvider(name, format) ?? byLists(name, format)
  }

  /// Whether a request of that format for the target would be taken.
  func speaks(_ format: APIFormat, _ target: Target) -> Bool {
    guard let route = target.route.map({ routes[$0] }) else {
      return providers[target.provider].formats.contains(format)
    }
    return (route.targets + route.fallback).contains { providers[$0.provider].formats.contains(format) }
  }

  /// Whether the provider may have the model: one that has said what it has, in the configuration or in its own list,
  /// has nothing else.
  func mayHave(_ target: Target) -> Bool {
    if target.route != nil { return true }
    let provider = providers[target.provider]
    return provider.models.isEmpty || provider.models.contains(target.model)
  }

  /// The name that leads to the entry without its provider in front, where there is one. An alias is its own.
  func shortest(_ entry: Listed, format: APIFormat) -> JSONString {
    if aliases[entry.name] != nil { return entry.name }
    if case .found(entry.target) = resolve(entry.target.model, format: format) { return entry.target.model }
    return entry.name
  }

  /// `provider/model`, where a provider is called so.
  private static func named(_ name: JSONString, _ providers: [ProviderModels]) -> Resolution? {
    let bytes = name.bytes
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
      let index = providers.firstIndex(where: { $0.name.bytes.elementsEqual(bytes[..<slash]) })
    else { return nil }
    let model = JSONString(validating: Array(bytes[(slash + 1)...])) ?? ""
    return model.isEmpty ? .unknown : .found(Target(provider: index, model: model))
  }

  /// The first provider whose configuration names the model; one of the route's API format before others.
  private func configured(_ name: JSONString, _ format: APIFormat) -> Target? {
    let found = providers.indices.compactMap { index in
      providers[index].isOpen ? nil : providers[index].model(name).map { Target(provider: index, model: $0) }
    }
    return found.first { providers[$0.provider].formats.contains(format) } ?? found.first
  }

  /// Where one provider alone speaks the route's API format, and may have models that nobody has listed, nothing is
  /// guessed.
  private func onlyProvider(_ name: JSONString, _ format: APIFormat) -> Resolution? {
    let speaking = providers.indices.filter { providers[$0].formats.contains(format) }
    guard speaking.count == 1, providers[speaking[0]].isOpen else { return nil }
    guard ModelFamily.admits(name, at: providers[speaking[0]].name) else { return nil }
    return .found(Target(provider: speaking[0], model: name))
  }

  /// The first provider that lists the model, in the order of the configuration.
  private func byLists(_ name: JSONString, _ format: APIFormat) -> Resolution {
    let open = providers.indices.filter { providers[$0].isOpen }
    let speaking = open.filter { providers[$0].formats.contains(format) }
    for index in speaking {
      let provider = providers[index]
      if let model = provider.model(name) { return .found(Target(provider: index, model: model)) }
      switch provider.listing {
      case .unknown: return .needsLists
      // The next one would get what is meant for this one whenever this one is down.
      case .unavailable(let reason) where ModelFamily.admits(name, at: provider.name):
        return .unavailable(provider: index, reason: reason)
      case .unavailable, .none, .models: break
      }
    }
    if speaking.count == 1, providers[speaking[0]].listing == .none,
      ModelFamily.admits(name, at: providers[speaking[0]].name)
    {
      return .found(Target(provider: speaking[0], model: name))
    }
    return byLists(of: open.filter { !providers[$0].formats.contains(format) }, name)
  }

  /// For the sake of the error that the client gets: these do not speak the route's API format.
  private func byLists(of others: [Int], _ name: JSONString) -> Resolution {
    for index in others {
      if let model = providers[index].model(name) { return .found(Target(provider: index, model: model)) }
      if providers[index].listing == .unknown { return .needsLists }
    }
    return .unknown
  }
}

/// What is known of one provider's models.
private struct ProviderModels: Sendable {
  let name: JSONString
  let formats: [APIFormat]
  /// It has no configured list, so it is asked for its own.
  let isOpen: Bool
  let listing: ModelListing
  let models: Set<JSONString>

  /// A configured list is final: what the provider lists changes nothing then.
  init(_ provider: Provider, _ listing: ModelListing) {
    name = JSONString(provider.name)
    formats = provider.formats
    isOpen = provider.models == nil
    self.listing = listing
    if let configured = provider.models {
      models = Set(configured.map { JSONString($0) })
    } else if case .models(let listed) = listing {
      models = Set(listed)
    } else {
      models = []
    }
  }

  /// The model as the provider calls it; nil when it is not known to have it. Ollama lists `llama3:latest` and is asked
  /// for `llama3`.
  func model(_ name: JSONString) -> JSONString? {
    if models.contains(name) { return name }
    if name.bytes.contains(UInt8(ascii: ":")) { return nil }
    let latest = JSONString("\(name):latest")
    return models.contains(latest) ? latest : nil
  }
}
