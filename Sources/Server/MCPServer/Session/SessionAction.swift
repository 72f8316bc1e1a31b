package import JSONCore

/// Names one background call for as long as the process lives. The client's ids cannot: they may come again as soon as
/// they have their response.
package struct CallTicket: Hashable, Sendable {
  let number: Int
}

/// A call that the transport has to run. It counts against the limit of pending requests until its outcome reaches
/// `Session.finish`, or the client cancels it.
package struct BackgroundCall: Sendable {
  package let ticket: CallTicket
  /// The tool's number in its service.
  package let tool: Int
  /// In a buffer of its own; nil when the request had none, which counts as `{}`.
  package let arguments: JSONSlice?
}

/// What the transport does after a line. Replies are in the writer already. One line asks for one thing at most, so
/// this is a value and not a list.
package enum SessionAction: Sendable {
  case none
  case start(BackgroundCall)
  /// The call has no entry any more: it is stopped, and nothing is written for it.
  case cancel(CallTicket)
}
