/// How a request to a provider ended: what its closing event and the counters are made of.
package struct CompletionRecord: ~Copyable {
  package let outcome: RequestOutcome
  /// What the client got; 0 when it got nothing.
  package let status: Int
  package let attempts: Int
  /// Why the usage is not known, or not all of it; nil where it is, and where none is to be expected.
  package let usageGap: UnknownCost?
  package let error: String?
  package let message: String?
  /// Nanoseconds from the request's first byte.
  package let duration: UInt64
  package let firstByte: UInt64?

  package init(
    outcome: RequestOutcome, status: Int, attempts: Int, usageGap: UnknownCost?, error: String?,
    message: String?, duration: UInt64, firstByte: UInt64?
  ) {
    self.outcome = outcome
    self.status = status
    self.attempts = attempts
    self.usageGap = usageGap
    self.error = error
    self.message = message
    self.duration = duration
    self.firstByte = firstByte
  }
}
