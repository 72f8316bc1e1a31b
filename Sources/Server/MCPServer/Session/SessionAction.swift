package import JSONCore

/// Names one background call for as long as the process lives; ids of the client may come again.
package struct CallTicket: Hashable, Sendable {
  let number: Int
}

/// A call that the transport has to run; `Session.finish` takes its outcome.
package struct BackgroundCall: Sendable {
  package let ticket: CallTicket
  /// The tool's number in its service.
  package let tool: Int
  package let arguments: JSONSlice?
}

/// What the transport does after a line. Replies are in the writer already.
package enum SessionAction: Sendable {
  case none
  case start(BackgroundCall)
  case cancel(CallTicket)
}
