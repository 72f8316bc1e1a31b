import JSONCore
import ProxyProtocol
import SchemaRuntime

/// How routes, and several keys of a provider, fit together with the rest of a configuration.
enum RouteRules {
  typealias Finding = ConfigurationRules.Finding

  static func errors(of value: Configuration.Value) -> [Finding] {
    value.routes.flatMap { nameErrors($0.name, value) + targetErrors($0.value, of: $0.name, value.providers.names) }
  }

  /// A name with a slash would be taken for `provider/model`.
  private static func nameErrors(_ name: JSONString, _ value: Configuration.Value) -> [Finding] {
    if value.aliases.names.contains(name) {
      return [Finding(["routes", name], "is the name of an alias too: one of them must be called something else")]
    }
    if name.bytes.contains(UInt8(ascii: "/")) {
      return [Finding(["routes", name], "must be a name without \"/\", which is between a provider and its model")]
    }
    return []
  }

  private static func targetErrors(
    _ route: Configuration.Route, of name: JSONString, _ providers: [JSONString]
  ) -> [Finding] {
    var seen: Set<JSONString> = []
    func error(_ target: JSONString, _ member: JSONString, _ index: Int) -> Finding? {
      let location = ["routes", name, member, JSONString("\(index)")]
      let provider = String(decoding: target.bytes.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
      if !providers.contains(JSONString(provider)) {
        let hint = ClosestName.hint(provider, among: providers.map { String($0) })
        return Finding(location, "must begin with a configured provider and \"/\"\(hint)")
      }
      if !seen.insert(target).inserted {
        return Finding(location, "is there twice: give a target a weight if it is to have more than the others")
      }
      return nil
    }
    let targets = route.targets.enumerated().compactMap { index, target in error(target.text, "targets", index) }
    return targets + route.fallback.enumerated().compactMap { error($1, "fallback", $0) }
  }

  static func keyErrors(of provider: Configuration.Provider, named name: JSONString) -> [Finding] {
    guard let keys = provider.keys else { return [] }
    let location = ["providers", name, "keys"]
    if provider.key != nil {
      return [Finding(location, "cannot be beside key: write all of them in keys")]
    }
    var names: Set<JSONString> = []
    return keys.enumerated().compactMap { index, key in
      let location = location + [JSONString("\(index)")]
      if key.sourceCount != 1 {
        return Finding(location, "must have one of env, file, credential and command, and no other")
      }
      if !names.insert(key.name ?? JSONString("\(index + 1)")).inserted {
        return Finding(location, "has the name of a key before it: what is recorded of them could not be told apart")
      }
      return nil
    }
  }
}

extension Configuration.RouteTarget {
  /// `provider/model`.
  fileprivate var text: JSONString {
    switch self {
    case .string(let model): model
    case .object(let target): target.model
    }
  }
}

extension Configuration.ProviderKeysItem {
  fileprivate var sourceCount: Int { [env != nil, file != nil, credential != nil, command != nil].count { $0 } }
}
