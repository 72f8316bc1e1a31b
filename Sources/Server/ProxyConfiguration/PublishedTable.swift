import JSONCore
import Pricing
package import ProxyProtocol
import SchemaRuntime

/// The built-in table. It is text in the program, as the default of its schema, until somebody asks for a price: as
/// values, two thousand rows would be as many calls to run and relocations to load, for `securellm mcp` too.
package enum PublishedTable {
  package static func read() -> PriceTable.Value {
    let schema = schema
    var reader = reader(of: schema, at: [])
    // The build has validated it against this schema.
    guard let table = PriceTable.Value(from: &reader) else { fatalError("the built-in prices are no price table") }
    return table
  }

  /// The same as rows to calculate with: one by one, so that not all of the table is ever in memory, which stays in use
  /// for as long as the program runs.
  static func readRows() -> (version: JSONString, rows: [PriceRow]) {
    let schema = schema
    var reader = reader(of: schema, at: ["version"])
    guard reader.string() else { fatalError("the built-in prices have no version") }
    let version = reader.takeString().detached()
    reader = Self.reader(of: schema, at: ["rows"])
    var (rows, names): ([PriceRow], RowNames) = ([], RowNames())
    guard reader.beginArray() else { fatalError("the built-in prices have no rows") }
    repeat {
      guard let row = PriceTable.Row(from: &reader) else { fatalError("a built-in price is none") }
      rows.append(row.priceRow(&names))
    } while reader.comma()
    return (version, rows)
  }

  private static var schema: JSONBytes { JSONBytes("\(PublishedPrices.publishedSchema)") }

  private static func reader(of schema: JSONBytes, at members: [JSONString]) -> JSONReader {
    guard let offset = FileLocation(["properties", "table", "default"] + members).offset(in: schema) else {
      fatalError("the schema of the built-in prices has no default")
    }
    var reader = JSONReader(schema)
    reader.reset(to: offset)
    return reader
  }
}
