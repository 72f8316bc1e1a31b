/// The series of one provider.
package final class ProviderMetrics: Sendable {
  package let name: String
  package let requests = RequestOutcome.allCases.map { _ in Counter() }
  package let tokens = TokenKind.allCases.map { _ in Counter() }
  /// Billionths of a dollar: an input token of a small embedding model costs 20 of them, and sums stay exact.
  package let costNanodollars = Counter()
  /// By the reason, an index of `UnknownCost`.
  package let unpricedRequests = UnknownCost.allCases.map { _ in Counter() }
  package let attempts = Counter()
  package let retries = Counter()
  package let connections = Counter()
  /// Seconds, up to minutes of reasoning; each bound is about twice the one before.
  package let duration = Histogram([0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160])
  package let firstByte = Histogram([0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])

  package init(name: String) { self.name = name }

  /// Only what is positive: a provider's negative count would take away from a number that must not go back.
  package func add(_ number: Int, _ kind: TokenKind) {
    if number > 0 { tokens[Int(kind.rawValue)].add(UInt64(number)) }
  }
}
