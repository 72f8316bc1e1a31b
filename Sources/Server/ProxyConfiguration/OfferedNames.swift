import JSONCore
import ProxyProtocol
import SchemaRuntime

/// Names for completions and suggestions: what files and tables in the program know, and no provider is asked for.
extension ConfigurationFile {
  /// Patterns of models as a key may be bound to them, those that the file names first: aliases and routes, everything
  /// of a provider, the models that it lists, and those that have a built-in price.
  package var modelPatterns: [String] {
    var names = value.aliases.names.map { String($0) } + value.routes.names.map { String($0) }
    for entry in value.providers {
      names.append("\(entry.name)/*")
      names += (entry.value.models ?? []).map { "\(entry.name)/\($0)" }
    }
    let priced = PriceListing(PublishedTable.read())
    for provider in value.providers.names {
      names += priced.models(of: provider).map { "\(provider)/\($0)" }
    }
    return Self.unique(names)
  }

  fileprivate static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

extension PriceListing {
  /// Whose rows there are.
  package var vendors: [String] { ConfigurationFile.unique(rows.map { String($0.provider) }) }

  /// The models of all rows, without patterns.
  package var models: [String] { ConfigurationFile.unique(rows.compactMap(Self.model)) }

  fileprivate func models(of vendor: JSONString) -> [String] {
    rows.filter { $0.provider == vendor }.compactMap(Self.model)
  }

  private static func model(_ row: PriceTable.Row) -> String? {
    let name = String(row.model)
    return name.utf8.contains(UInt8(ascii: "*")) ? nil : name
  }
}
