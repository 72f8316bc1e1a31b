package import JSONCore
package import LLMWire

/// Where a name of a model leads. A class, so that what is remembered is handed out without copying its strings.
package final class ResolvedModel {
  /// Index of the provider.
  package let provider: Int
  /// As the provider calls it.
  package let model: JSONString
  /// Index of the route that the name is of, whose first target these are.
  package let route: Int?

  init(_ target: ModelTable.Target) {
    provider = target.provider
    model = target.model
    route = target.route
  }
}

/// What the names that were asked for lately lead to: most requests name the same few models. Each event loop has
/// one, so that nothing is locked. A new table of the directory makes it forget everything.
package struct ResolvedModels {
  /// More than most clients use; looking at all of them takes less than resolving one.
  private static let most = 16
  /// Longer names are resolved each time: they come from clients, and would stay in memory.
  private static let longest = 128

  private struct Entry {
    let name: JSONString
    let format: APIFormat
    let model: ResolvedModel
  }

  private var entries: [Entry] = []
  private var next = 0
  private var version = 0

  package init() {}

  /// Nil when it is not known who serves it: the directory's table says why.
  package mutating func resolve(_ name: JSONString, _ format: APIFormat, _ directory: ModelDirectory) -> ResolvedModel?
  {
    let current = directory.version
    if version != current {
      entries = []
      version = current
    }
    for index in entries.indices where entries[index].name == name && entries[index].format == format {
      return entries[index].model
    }
    // What is kept must not hold on to the request that the name was read from.
    let name = name.detached()
    guard case .found(let target) = directory.table.resolve(name, format: format) else { return nil }
    let model = ResolvedModel(target)
    if name.utf8Count <= Self.longest { remember(Entry(name: name, format: format, model: model)) }
    return model
  }

  /// The oldest makes room: which was used last is not worth a write per request.
  private mutating func remember(_ entry: Entry) {
    if entries.count < Self.most {
      entries.append(entry)
    } else {
      entries[next] = entry
      next = (next + 1) % Self.most
    }
  }

  /// Another configuration is active.
  package mutating func removeAll() { entries = [] }
}
