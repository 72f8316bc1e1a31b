package import JSONCore

/// Models that search the web for every request, for a fee that no usage shows: OpenAI's search models over chat
/// completions, and Perplexity's. By tokens alone they would seem to cost a fraction of it.
package enum SearchingModel {
  private static let parts = ["-search-preview", "-search-api", "sonar"].map { Array($0.utf8) }

  /// By its name, whoever serves it; on machines of one's own nobody charges a fee.
  package static func isMeant(_ model: JSONString, of account: PricedAccount) -> Bool {
    if Vendor.isLocal(String(account.vendor)) { return false }
    return model.withSpan { name in
      parts.contains { part in
        name.indices.contains { start in
          part.indices.allSatisfy { start + $0 < name.count && name[start + $0] == part[$0] }
        }
      }
    }
  }
}
