import JSONCore

/// The series of one provider. There is one for each name as long as the process lives.
package final class ProviderMetrics: Sendable {
  package let name: String
  /// The name as a label.
  let label: JSONString
  package let requests = RequestOutcome.allCases.map { _ in Counter() }
  package let tokens = TokenKind.allCases.map { _ in Counter() }
  /// Billionths of a dollar: an input token of a small embedding model costs 20 of them, and sums stay exact.
  package let costNanodollars = Counter()
  /// By the reason, an index of `UnknownCost`.
  package let unpricedRequests = UnknownCost.allCases.map { _ in Counter() }
  package let attempts = Counter()
  package let retries = Counter()
  package let connections = Counter()

  package init(name: String) {
    self.name = name
    label = JSONString(name)
  }

  /// Only what is positive: a provider's negative count would take away from a number that must not go back.
  package func add(_ number: Int, _ kind: TokenKind) {
    if number > 0 { tokens[Int(kind.rawValue)].add(UInt64(number)) }
  }
}
