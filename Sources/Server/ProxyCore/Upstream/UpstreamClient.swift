/// What becomes of a request on an upstream connection. All calls come on the event loop of the connection. After
/// `upstreamReady` the client must call `release` or `discard`, unless `upstreamFailed` comes first.
package protocol UpstreamClient: AnyObject {
  /// A connection is being made for this client, which may have waited for its turn.
  func upstreamConnecting()
  /// The connection is ready and is this client's until `release` or `discard`.
  func upstreamReady(_ connection: UpstreamConnection)
  /// No connection could be made, or the one at hand ended before it was of use.
  func upstreamFailed(_ failure: UpstreamFailure)
  /// The head has come and can be read in `connection.parser`.
  func upstreamHead(_ connection: UpstreamConnection)
  /// A piece of the body.
  func upstreamBody(_ bytes: Span<UInt8>)
  /// The response is complete.
  func upstreamEnd(_ connection: UpstreamConnection)
  /// Everything that one read has brought was handed out: time to flush.
  func upstreamReadComplete()
  /// The provider takes again what is sent, or does not.
  func upstreamWritabilityChanged()
}

/// The bytes of a request to a provider, in whatever memory the transport sends from. Kept until the end of the
/// request, for another try.
package protocol OutgoingBytes: AnyObject {
  func append(_ bytes: Span<UInt8>)
}

/// Makes connections to providers: the transport's part.
package protocol UpstreamConnector: AnyObject {
  /// Resolves the name, connects, and speaks TLS where the endpoint has it; then calls `opened` of the connection, or
  /// `notOpened`. Gives it its channel in any case before that.
  func connect(_ connection: UpstreamConnection, to endpoint: Provider.Endpoint, timeoutMilliseconds: Int)

  /// Room for a request of that many bytes.
  func outgoing(capacity: Int) -> any OutgoingBytes
}

/// What a connection does to its socket.
package protocol UpstreamChannel: AnyObject {
  /// Whether the provider takes what is sent; if not, the connection is told when it does.
  var isWritable: Bool { get }
  func send(_ request: any OutgoingBytes)
  /// A part of what was sent still waits for the provider to take it.
  var hasUnsent: Bool { get }
  /// Whether what the provider sends is read. TCP keeps it from sending more when it is not.
  func setReading(_ isReading: Bool)
  func close()
}
