package import JSONCore
import Pricing
package import ProxyProtocol

/// Rows of the built-in prices, for people and for programs.
package struct PriceListing {
  package let rows: [PriceTable.Row]

  /// - Parameters:
  ///   - vendor: whose rows; by any name that a provider of it may have.
  ///   - model: as requests name it: rows that are about it, which a row for every model is not.
  package init(_ table: PriceTable.Value, vendor: String? = nil, model: String? = nil) {
    let vendor = vendor.map { Vendor.account(named: $0, declared: nil, hosts: []).vendor }
    let model = model.map { JSONString($0) }
    var names = RowNames()
    rows = table.rows.filter { row in
      if let vendor, row.provider != vendor { return false }
      guard let model else { return true }
      return vendor != nil || row.model != "*" ? row.priceRow(&names).isAbout(model) : false
    }
  }

  /// One line for each row, so that `grep` works.
  package var lines: String {
    let width = rows.map(\.title.utf8.count).max() ?? 0
    return rows.map { row in
      let title = row.title
      return title + String(repeating: " ", count: width - title.utf8.count) + "  \(PriceTerms(row).line)\n"
    }.joined()
  }

  /// An array of rows as they are in a price table.
  package func write(to output: inout JSONWriter) {
    output.byte(UInt8(ascii: "["))
    for (index, row) in rows.enumerated() {
      if index > 0 { output.byte(UInt8(ascii: ",")) }
      row.write(to: &output)
    }
    output.literal("]\n")
  }
}
