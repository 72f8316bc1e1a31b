package import LLMWire

/// Which provider serves a model, from its name as clients write it.
package struct ModelTable: Sendable {
  /// What a name leads to.
  package struct Target: Equatable, Sendable {
    /// Index of the provider.
    package let provider: Int
    /// The model as the provider calls it.
    package let model: String
  }

  /// A name that can be asked for.
  struct Listed: Sendable {
    let name: String
    let target: Target
  }

  /// Every name that is known, sorted: those of configured and learned models with their provider, and the aliases.
  let listed: [Listed]
  private let lookup: Lookup

  /// - Parameters:
  ///   - aliases: other names, each to `provider/model`.
  ///   - learned: by provider, what it says that it has.
  init(_ providers: [Provider], aliases: [String: String], learned: [Int: [String]] = [:]) {
    var exact: [String: Target] = [:]
    for (index, provider) in providers.enumerated() {
      for model in provider.models ?? learned[index] ?? [] where exact[model] == nil {
        exact[model] = Target(provider: index, model: model)
      }
    }
    let open = providers.indices.filter { providers[$0].models == nil }
    let plain = Lookup(names: providers.map(\.name), dialects: providers.map(\.dialect), exact: exact, open: open)
    var withAliases = exact
    var listed = exact.map { name, target in
      Listed(name: providers[target.provider].name + "/" + name, target: target)
    }
    for (alias, name) in aliases {
      guard let target = plain.resolve(name, dialect: nil) else { continue }
      withAliases[alias] = target
      listed.append(Listed(name: alias, target: target))
    }
    lookup = Lookup(names: plain.names, dialects: plain.dialects, exact: withAliases, open: open)
    self.listed = listed.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// - Parameter dialect: that of the route, which decides where a name could go to several providers.
  package func resolve(_ name: String, dialect: Dialect?) -> Target? { lookup.resolve(name, dialect: dialect) }
}

/// Finds the provider of a name.
private struct Lookup: Sendable {
  /// Names that belong to a provider whatever else is configured, by how they begin.
  private static let families: [(prefix: String, provider: String)] = [
    ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"),
    ("text-embedding-", "openai"), ("claude-", "anthropic"), ("deepseek-", "deepseek"),
  ]

  let names: [String]
  let dialects: [Dialect]
  let exact: [String: ModelTable.Target]
  /// Providers that may have models nobody has listed.
  let open: [Int]

  func resolve(_ name: String, dialect: Dialect?) -> ModelTable.Target? {
    if let target = exact[name] { return target }
    if let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) {
      let provider = name[..<slash]
      if let index = names.firstIndex(where: { $0.utf8.elementsEqual(provider.utf8) }) {
        let model = String(name[name.utf8.index(after: slash)...])
        return model.isEmpty ? nil : ModelTable.Target(provider: index, model: model)
      }
    }
    for family in Self.families where name.utf8.starts(with: family.prefix.utf8) {
      if let index = open.first(where: { names[$0].utf8.elementsEqual(family.provider.utf8) }) {
        return ModelTable.Target(provider: index, model: name)
      }
    }
    let candidates = open.filter { dialect == nil || dialects[$0] == dialect }
    return candidates.count == 1 ? ModelTable.Target(provider: candidates[0], model: name) : nil
  }
}
