package import HTTPWire
package import JSONCore

/// One request of a client and the way back to it, whatever transport it came by: a connection of HTTP/1.1 while it
/// serves a request, or a stream of one that carries several. All calls come on its event loop.
///
/// A response is `begin`, any number of `write`, `end`, then `finish`; or `abort`, at any point. After `finish` and
/// `abort` the request is not called any more. A response to a request whose body still comes is the connection's last.
package protocol ClientStream: AnyObject {
  var address: ClientAddress { get }
  /// Whom the client's certificate is for; nil where it has shown none.
  var certificate: JSONString? { get }
  /// Loop time at which the request's first byte came, in nanoseconds.
  var startedAt: UInt64 { get }
  /// Whether the client takes what is sent; if not, the request is called when it does.
  var isWritable: Bool { get }
  /// Bytes of the response's body that were written, before framing.
  var bodyBytesSent: Int { get }

  /// Lends the head of the request, which is there until `finish`.
  func withHead<Result>(_ body: (borrowing RequestHead) -> Result) -> Result

  /// The body as it arrived; of one that goes on while it comes, the beginning.
  var body: JSONBytes { get }
  /// The body is not needed any more: it has been copied to where it is.
  func releaseBody()
  /// No more of the body is read from the client until `resumeBody`; what is on its way comes all the same. Its time does
  /// not run meanwhile.
  func pauseBody()
  func resumeBody()

  /// Writes the head of the response.
  ///
  /// - Parameters:
  ///   - keepAlive: whether the client may send another request behind this one.
  ///   - fields: adds fields; those about framing, the connection and the date are the transport's.
  /// - Returns: false when a value cannot be sent; nothing is written then.
  func begin(_ status: Int, _ body: ResponseBody, keepAlive: Bool, _ fields: (inout HeadWriter) -> Void) -> Bool

  /// A piece of the body. Nothing goes out before `flush`.
  func write(_ bytes: Span<UInt8>)

  /// Discards what was written since `begin`; false when some of it has gone out: then there is no other response.
  func takeBack() -> Bool

  func flush()

  /// The response is complete: sends what is left of it.
  func end()

  /// The request is over and is released by this call.
  func finish()

  /// Cuts the response without its end, so that the client sees that it is not complete; releases the request.
  func abort()
}

/// How long the body of a response is.
package enum ResponseBody: Equatable, Sendable {
  /// The status has no body, and no length of one (RFC 9110, 8.6).
  case none
  case length(Int)
  /// Not known: the transport frames it as its version can.
  case unknown
}
