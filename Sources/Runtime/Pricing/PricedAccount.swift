package import JSONCore
package import LLMWire

/// Whose prices the requests of one provider of the configuration have: what rows of prices are matched with.
///
/// Made once for each provider; its hashes spare every request the comparison of names with rows of other vendors. A
/// class, so that a request counts one reference and copies no names.
package final class PricedAccount: Sendable {
  /// As rows call it.
  package let vendor: JSONString
  /// The provider's name in the configuration, which rows of one's own may say; else the vendor again.
  let name: JSONString
  let vendorHash: UInt64
  let nameHash: UInt64
  /// Where all of its requests run, by the host that they go to; empty where the response says it, or nothing does.
  package let geography: ShortText
  /// Whether its responses say in dollars what they have cost.
  package let reportsCost: Bool

  package init(vendor: JSONString, name: JSONString, geography: ShortText = "") {
    self.vendor = vendor
    self.name = name
    vendorHash = vendor.hash(first: vendor.utf8Count)
    nameHash = name.hash(first: name.utf8Count)
    self.geography = geography
    reportsCost = Vendor.reportsCost(String(vendor))
  }

  /// The account of a provider that is called as its vendor is.
  package convenience init(_ vendor: JSONString) { self.init(vendor: vendor, name: vendor) }

  /// What a response said of its service, with what the account knows of it.
  package func completed(_ variant: ServiceVariant) -> ServiceVariant {
    if geography.isEmpty || !variant.geography.isEmpty { return variant }
    var completed = variant
    completed.geography = geography
    return completed
  }
}
