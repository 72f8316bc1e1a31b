import JSONCore

/// The names of a table's rows, in memory of their own: a book is kept for long, and must not keep the text of its table.
struct RowNames {
  private var texts = TextArena()
  /// Of the row before; most rows that follow each other are of one.
  private var provider = JSONString()

  mutating func provider(_ name: JSONString) -> JSONString {
    if name != provider { provider = copy(name) }
    return provider
  }

  mutating func model(_ name: JSONString) -> JSONString { copy(name) }

  private mutating func copy(_ name: JSONString) -> JSONString { name.withSpan { texts.string(unchecked: $0) } }
}
