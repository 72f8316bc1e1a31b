/// Sums over requests. Costs are whole billionths of a dollar, so that no sum is rounded.
package struct UsageCounts: Equatable, Sendable {
  /// Requests that have ended, however they did.
  package var requests = 0
  /// Those that ended neither in success nor by the client's own wish.
  package var errors = 0
  /// Requests that were refused before anything was done: in none of the other counts.
  package var refused = 0
  /// All input, that from the cache and that written to it included.
  package var promptTokens = 0
  package var cachedTokens = 0
  package var cacheWriteTokens = 0
  /// All output, reasoning included.
  package var completionTokens = 0
  package var reasoningTokens = 0
  /// Of the requests whose cost is known.
  package var costNanoDollars = 0
  /// Requests that may have cost something, and nobody knows what: they are missing in the cost.
  package var unknownCosts = 0
  /// Requests whose tokens and cost are the least they can be, since the provider's report did not arrive whole.
  package var partial = 0

  package init() {}

  /// How many there are.
  static let count = 11

  /// Each in the order of the index: what reads and what writes it go through the same list.
  mutating func each(_ body: (inout Int) -> Void) {
    body(&requests)
    body(&errors)
    body(&refused)
    body(&promptTokens)
    body(&cachedTokens)
    body(&cacheWriteTokens)
    body(&completionTokens)
    body(&reasoningTokens)
    body(&costNanoDollars)
    body(&unknownCosts)
    body(&partial)
  }

  /// Written out, because it is done for each record. What exceeds 64 bits stays at the largest number, as only a
  /// record that somebody made up could bring about.
  mutating func add(_ other: UsageCounts) {
    Self.add(other.requests, to: &requests)
    Self.add(other.errors, to: &errors)
    Self.add(other.refused, to: &refused)
    Self.add(other.promptTokens, to: &promptTokens)
    Self.add(other.cachedTokens, to: &cachedTokens)
    Self.add(other.cacheWriteTokens, to: &cacheWriteTokens)
    Self.add(other.completionTokens, to: &completionTokens)
    Self.add(other.reasoningTokens, to: &reasoningTokens)
    Self.add(other.costNanoDollars, to: &costNanoDollars)
    Self.add(other.unknownCosts, to: &unknownCosts)
    Self.add(other.partial, to: &partial)
  }

  private static func add(_ amount: Int, to sum: inout Int) {
    let (result, overflow) = sum.addingReportingOverflow(amount)
    sum = overflow ? .max : result
  }
}
