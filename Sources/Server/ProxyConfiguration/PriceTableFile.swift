import JSONCore
package import ProxyProtocol
import SchemaRuntime

/// A price table of one's own: read and validated, with where its rows are.
package struct PriceTableFile: Sendable {
  package let table: PriceTable.Value
  private let json: JSONBytes

  /// - Throws: everything that is wrong with the file.
  package init(_ text: [UInt8]) throws(InvalidFile) {
    let json = try CommentedJSON.bytes(text)
    self.json = json
    do {
      table = try PriceTable.Value(json: json)
    } catch {
      throw InvalidFile(error, in: json)
    }
  }

  /// Where each row begins.
  var locations: [SourceLocation] {
    var reader = JSONReader(json)
    guard let offset = FileLocation(["rows"]).offset(in: json) else { return [] }
    reader.reset(to: offset)
    guard reader.beginArray(), !reader.emptyArray() else { return [] }
    var locations: [SourceLocation] = []
    repeat {
      locations.append(json.location(of: reader.valueOffset()))
    } while reader.skipValue() && reader.comma()
    return locations
  }
}
