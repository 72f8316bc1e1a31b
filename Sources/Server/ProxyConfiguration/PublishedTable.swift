import JSONCore
package import ProxyProtocol
import SchemaRuntime

/// The built-in table. It is text in the program, as the default of its schema, until somebody asks for a price: as
/// values, two thousand rows would be as many calls to run and relocations to load, for `securellm mcp` too.
package enum PublishedTable {
  package static func read() -> PriceTable.Value {
    let schema = JSONBytes("\(PublishedPrices.publishedSchema)")
    let location = FileLocation(["properties", "table", "default"])
    guard let offset = location.offset(in: schema) else {
      fatalError("the schema of the built-in prices has no default")
    }
    var reader = JSONReader(schema)
    reader.reset(to: offset)
    // The build has validated it against this schema.
    guard let table = PriceTable.Value(from: &reader) else { fatalError("the built-in prices are no price table") }
    return table
  }
}
