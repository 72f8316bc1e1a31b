/// A value of a TOML 1.0 document. Dates and times stay text: nothing here counts with them.
package enum TOMLValue {
  case string(String)
  case integer(Int64)
  case float(Double)
  case boolean(Bool)
  case date(String)
  case array([TOMLNode])
  case table(TOMLTable)

  /// For messages.
  package var kind: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .float: "a number"
    case .boolean: "true or false"
    case .date: "a date or time"
    case .array: "an array"
    case .table: "a table"
    }
  }
}

/// A value with its place.
package struct TOMLNode {
  package let value: TOMLValue
  /// The value's bytes; for a table with a header, those of the header.
  package let range: Range<Int>

  package var string: String? { if case .string(let text) = value { text } else { nil } }
  package var integer: Int64? { if case .integer(let number) = value { number } else { nil } }
  package var boolean: Bool? { if case .boolean(let value) = value { value } else { nil } }
  package var array: [TOMLNode]? { if case .array(let items) = value { items } else { nil } }
  package var table: TOMLTable? { if case .table(let table) = value { table } else { nil } }
}

/// Keys and values in the order of the file. A class, because headers that come later add to tables of before.
package final class TOMLTable {
  /// How a table came to be, which decides what may still be added to it.
  enum Definition: Equatable {
    /// On the way to another one: it can be defined later.
    case implied
    /// By `[name]`, once.
    case header
    /// By `a.b = 1` in one section, and there alone.
    case dotted(section: Int)
    /// `{ … }`, complete in itself.
    case inline
  }

  package struct Entry {
    package let key: String
    package let keyRange: Range<Int>
    package internal(set) var node: TOMLNode
    /// Whether it is an array of `[[name]]`, which can grow.
    var isListOfTables = false
  }

  var definition: Definition
  package internal(set) var entries: [Entry] = []
  private var positions: [[UInt8]: Int] = [:]

  init(_ definition: Definition) { self.definition = definition }

  package subscript(key: String) -> TOMLNode? { entry(key)?.node }

  package func entry(_ key: String) -> Entry? { position(key).map { entries[$0] } }

  /// Whether it was written as `{ … }`.
  package var isInline: Bool { definition == .inline }
  /// Whether it has a header of its own.
  package var hasHeader: Bool { definition == .header }

  func position(_ key: String) -> Int? { positions[Array(key.utf8)] }

  func append(_ entry: Entry) {
    positions[Array(entry.key.utf8)] = entries.count
    entries.append(entry)
  }
}
