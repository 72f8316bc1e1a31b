package import JSONCore
import SchemaRuntime
package import ToolRuntime

/// What a session accepts before it refuses.
/// Both bound what a client can make the process keep in memory.
package struct SessionLimits: Sendable {
  /// Longest line in bytes; `LineBuffer` enforces it, the session names it.
  package let lineBytes: Int
  /// Requests that may wait for their response at one time, subscriptions included: 64 that run and 1,024 that wait,
  /// by default. The next one is refused.
  package let pendingCalls: Int

  package init(lineBytes: Int = 4 << 20, pendingCalls: Int = ToolBounds.running + ToolBounds.waiting) {
    self.lineBytes = lineBytes
    self.pendingCalls = pendingCalls
  }
}

/// The protocol of one connection, without clocks, input, output or tasks: a line goes in, replies are appended to a
/// writer, and what has to be run or stopped comes out.
///
/// `Connection` owns it and calls it under its lock, from the reading thread and from calls that end; tests drive it
/// with transcripts. Both eras are served side by side: a request that names its revision in `_meta` needs no past,
/// the others follow what `initialize` agreed on. Every request that is accepted has its response written exactly
/// once, or none when it is cancelled. It cannot be copied: two copies would respond to one request twice.
package struct Session<Tools: ToolService>: ~Copyable {
  let tools: Tools
  let limits: SessionLimits
  /// Serialized once here, so that a response only splices them.
  let replies: ReplyParts
  let identity: ServerIdentity
  /// Mutable because lists of older revisions are made when first asked for.
  var listings: ToolListings
  /// Agreed on by `initialize`; nil until then.
  var negotiated: LegacyVersion?
  /// Background calls and subscriptions; without an entry nothing more is written for a request.
  var calls = CallTable()
  /// Background calls that were handed out and have not ended, those that were cancelled among them: a cancelled call
  /// has no entry any more, but still waits for its turn, or for what it has started.
  var unfinished = 0
  /// Holds one `structuredContent` at a time. 16 KiB at first, so that most results need no allocation; it is in
  /// every process, whose whole resident memory is to stay within 14 MB.
  var scratch = JSONWriter(capacity: 16384)

  /// `tools.listing` is read here and again after `toolsChanged`.
  package init(tools: Tools, identity: ServerIdentity, limits: SessionLimits = SessionLimits()) {
    self.tools = tools
    self.limits = limits
    self.identity = identity
    replies = ReplyParts(identity, listChanges: tools.mayChange)
    listings = ToolListings(tools.listing)
  }

  /// Requests that wait for their response.
  package var pendingCount: Int { calls.count }

  /// Takes one line of input. Never throws and never stops: what cannot be served gets an error. Peers
  /// that exit on a malformed line, or drop it in silence, leave their client waiting for its own time-out.
  package mutating func receive(_ line: LineBuffer.Line, into writer: inout JSONWriter) -> SessionAction {
    switch line {
    case .text(let buffer, let range): return receive(buffer, range, into: &writer)
    case .tooLong(let buffer, let range):
      refuseLong(buffer, range, into: &writer)
      return .none
    }
  }

  /// Refuses a line over the limit, of which only the first 4 KiB are there: enough to name the request where its id
  /// comes before `params`.
  mutating func refuseLong(_ buffer: JSONBytes, _ range: Range<Int>, into writer: inout JSONWriter) {
    let error = ProtocolError(.invalidRequest, "the message is longer than \(limits.lineBytes) bytes")
    writer.error(IDSalvage.id(buffer, range), error)
  }

  /// Takes the line that lies in `range` of a buffer which the next read may reuse: whatever outlives this call is
  /// detached.
  mutating func receive(_ buffer: JSONBytes, _ range: Range<Int>, into writer: inout JSONWriter) -> SessionAction {
    if isBlank(buffer, range) { return .none }
    let envelope: Envelope
    do {
      envelope = try Envelope.read(buffer, range)
    } catch {
      refuse(error, buffer, range, into: &writer)
      return .none
    }
    return receive(envelope, into: &writer)
  }

  /// Blank lines are no messages and get no error: texts that are piped in often have one at their end.
  private func isBlank(_ buffer: JSONBytes, _ range: Range<Int>) -> Bool {
    for index in range {
      let byte = buffer[index]
      if byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    }
    return true
  }

  /// Responds to a line that is no message, with as much of its id as can be trusted. A response never gets one: two
  /// peers that report each other's errors would not stop.
  private func refuse(
    _ error: EnvelopeError, _ buffer: JSONBytes, _ range: Range<Int>, into writer: inout JSONWriter
  ) {
    if error.leavesMessageReadable, ResponseShape.isResponse(buffer, range) { return }
    switch error {
    case .syntax(let failure, let offset):
      // Only what lies before the error is looked at: behind it, quotes no longer separate text from structure.
      let sound = range.lowerBound..<max(offset, range.lowerBound)
      let column = offset - range.lowerBound + 1
      let cause = SyntaxCause.find(failure, at: offset, in: buffer, range: range)
      let error = ProtocolError(.parse, "\(cause?.sentence ?? failure.description) (byte \(column) of the line)")
      writer.error(IDSalvage.id(buffer, sound), error)
    case .batch:
      writer.error(nil, ProtocolError(.invalidRequest, "batches are not supported: send one message per line"))
    case .notAnObject:
      writer.error(nil, ProtocolError(.invalidRequest, "a message is a JSON object"))
    case .duplicateMember(let isInParams):
      let id = IDSalvage.id(buffer, range)
      let text = isInParams ? "an object in params has the same member twice" : "the message has the same member twice"
      writer.error(id, ProtocolError(isInParams ? .invalidParams : .invalidRequest, text))
    }
  }

  /// Sorts out what kind of message it is. The order decides the error where several things are wrong: an id that
  /// could not be echoed comes before all else, since no later error could name its request.
  private mutating func receive(_ envelope: Envelope, into writer: inout JSONWriter) -> SessionAction {
    // Nobody was asked, so whatever it says is for nobody.
    if envelope.isResponse, envelope.method.isAbsent { return .none }
    let id = envelope.id.value
    if case .wrongType = envelope.id {
      writer.error(nil, ProtocolError(.invalidRequest, "id must be a string or an integer"))
      return .none
    }
    guard envelope.isVersion2 else {
      writer.error(id, ProtocolError(.invalidRequest, "jsonrpc must be \"2.0\""))
      return .none
    }
    guard case .value(let method) = envelope.method else {
      writer.error(id, ProtocolError(.invalidRequest, "method must be a string"))
      return .none
    }
    guard let id else { return notified(method, envelope.params) }
    do {
      return try request(method, id, envelope.params, into: &writer)
    } catch {
      writer.error(id, error)
      return .none
    }
  }

  /// Notifications never get a response. All but a cancellation are ignored, `notifications/initialized` among them; so
  /// is the cancellation of a request that is unknown or finished, which is a race that every client loses now and
  /// then.
  private mutating func notified(_ method: Method, _ params: Params) -> SessionAction {
    guard method == .cancelled, let id = params.requestID.value, let ticket = calls.remove(id) else { return .none }
    return .cancel(ticket)
  }
}
