import ArgumentParser
import SchemaValidation
import UsageReport

extension CompletionKind {
  /// Folders are offered with all of them.
  static let json = CompletionKind.file(extensions: ["json"])
  static let documents = CompletionKind.file(extensions: ["json", "yaml", "yml"])
  static let instances = CompletionKind.file(extensions: ["json", "jsonl", "ndjson", "yaml", "yml"])
  static let database = CompletionKind.file(extensions: ["sqlite", "db"])

  static let tools = looked { $0.tools }
  static let toolList = looked { $0.listed($0.tools) }
  static let keys = looked { $0.keys }
  static let modelList = looked { $0.listed($0.models) }
  static let vendors = looked { $0.vendors }
  static let pricedModels = looked { $0.pricedModels }
  static let builtins = looked { _ in Validate.builtins.names }
  static let dimensions = looked { $0.listed(UsageDimension.allCases.map(\.rawValue)) }

  /// A list between commas of words that are known.
  static func list(of names: [String]) -> CompletionKind { looked { $0.listed(names) } }

  private static func looked(_ names: @escaping @Sendable (Candidates) -> [String]) -> CompletionKind {
    .custom { words, _, prefix in names(Candidates(words: words, prefix: prefix)) }
  }
}
