/// How a request to a provider ended: what its closing event and the counters are made of.
package struct CompletionRecord: ~Copyable {
  package let outcome: RequestOutcome
  /// What the client got; 0 when it got nothing.
  package let status: Int
  package let attempts: Int
  /// The usage that was read, if any was, is all of it.
  package let isUsageFinal: Bool
  package let error: String?
  package let message: String?
  /// Nanoseconds from the request's first byte.
  package let duration: UInt64
  package let firstByte: UInt64?

  package init(
    outcome: RequestOutcome, status: Int, attempts: Int, isUsageFinal: Bool, error: String?,
    message: String?, duration: UInt64, firstByte: UInt64?
  ) {
    self.outcome = outcome
    self.status = status
    self.attempts = attempts
    self.isUsageFinal = isUsageFinal
    self.error = error
    self.message = message
    self.duration = duration
    self.firstByte = firstByte
  }
}
