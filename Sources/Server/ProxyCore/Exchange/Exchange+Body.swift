import HTTPWire

/// A body of a request that goes on to its provider while it comes.
extension Exchange {
  /// More of it has come, or its end, or the provider takes more.
  package func sendBody() {
    guard machine.sendsBody, let upstream, upstream.isWritable, let bytes = order.body?.take(loop) else { return }
    upstream.sendMore(bytes)
    bodyGiven(to: upstream)
  }

  func bodyGiven(to connection: UpstreamConnection) {
    // Writing may have ended it.
    guard upstream === connection else { return }
    if order.body?.isSent == true { return on(.bodySent) }
    on(.sent(providerIsBehind: !connection.isWritable))
    // What came while the connection was made.
    sendBody()
  }

  package func upstreamWritabilityChanged() {
    guard let upstream, upstream.isWritable, machine.sendsBody else { return }
    sendBody()
    if self.upstream === upstream, upstream.isWritable { on(.sent(providerIsBehind: false)) }
  }

  package func bodyFailed(_ failure: ProxyFailure) { on(.bodyFailed(failure)) }
}
