package import JSONCore
package import ToolRuntime

extension Session {
  /// Serves `tools/call`: an inline tool is run here, any other is handed to the transport.
  ///
  /// What is wrong with the request itself is a protocol error; arguments that do not match the `inputSchema` are a
  /// result with `isError`, which the model sees and can correct (SEP-1303).
  mutating func call(
    _ id: WireID, _ revision: ProtocolRevision, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) -> SessionAction {
    guard case .value(let name) = params.name else {
      throw ProtocolError(.invalidParams, "tools/call needs name, a string")
    }
    if case .wrongType = params.arguments { throw ProtocolError(.invalidParams, "arguments must be an object") }
    guard let tool = tools.find(name) else { throw unknownTool(name) }
    // Arguments are copied out of the line: the chunk that it lies in is read into again only when nobody holds it.
    guard tools.isInline(tool) else {
      guard max(calls.count, unfinished) < limits.pendingCalls else { throw Self.tooManyCalls }
      unfinished += 1
      let ticket = calls.add(id, revision, progressToken: params.meta.progressToken.value)
      return .start(BackgroundCall(ticket: ticket, tool: tool, arguments: params.arguments.value?.detached()))
    }
    // An inline tool appends to `scratch`, not to the replies: the text form comes before `structuredContent`, and a
    // tool that fails half way has left nothing in the reply.
    scratch.reset()
    do {
      try tools.callInline(tool, params.arguments.value, into: &scratch)
      replies.success(id, revision, scratch, into: &writer)
    } catch {
      replies.failure(id, revision, error, into: &writer)
    }
    return .none
  }

  /// The name that was asked for is not repeated: it is text from outside.
  private mutating func unknownTool(_ name: JSONString) -> ProtocolError {
    guard let closest = listings.closestName(to: name) else {
      return ProtocolError(.invalidParams, "there is no tool of this name")
    }
    return ProtocolError(.invalidParams, "there is no tool of this name; did you mean \(closest)?")
  }

  /// Writes the response of a background call. False when it was cancelled meanwhile: nothing is written then, since
  /// MCP forbids any message for a cancelled request. `outcome` holds the `structuredContent`, checked already. To be
  /// called once for each call that was started, however it ended.
  package mutating func finish(
    _ ticket: CallTicket, _ outcome: Result<JSONBytes, ToolFailure>, into writer: inout JSONWriter
  ) -> Bool {
    unfinished -= 1
    guard let entry = calls.remove(ticket) else { return false }
    switch outcome {
    case .success(let content):
      // Copied so that inline and background calls have one way to a result.
      scratch.reset()
      scratch.raw(JSONSlice(unchecked: content, range: 0..<content.count))
      replies.success(entry.id, entry.revision, scratch, into: &writer)
    case .failure(let failure): replies.failure(entry.id, entry.revision, failure, into: &writer)
    }
    releaseLargeScratch()
    return true
  }

  /// One large result must not cost its size for the rest of the process: over 1 MiB the buffer is replaced by one of
  /// the initial 16 KiB.
  private mutating func releaseLargeScratch() {
    if scratch.count > 1 << 20 { scratch = JSONWriter(capacity: 16384) }
  }

  /// Writes a progress notification, if the client asked for it and the last one is long enough ago. Returns whether
  /// it did. `now` is an argument because a session has no clock: tests of the interval wait for nothing.
  package mutating func progress(
    _ ticket: CallTicket, _ progress: ToolProgress, at now: ContinuousClock.Instant, into writer: inout JSONWriter
  ) -> Bool {
    guard let entry = calls.progressing(ticket, to: progress.progress, at: now), let token = entry.progressToken else {
      return false
    }
    writer.progress(token, progress, withMessage: entry.revision.hasProgressMessage)
    return true
  }

  /// Ends what can be ended with a closing notice: every open subscription gets its empty result, as MCP recommends.
  /// Calls get nothing: stopping them is the transport's part.
  package mutating func close(into writer: inout JSONWriter) {
    for entry in calls.subscriptions {
      guard calls.remove(entry.id) != nil else { continue }
      replies.endSubscription(entry.id, into: &writer)
    }
  }
}
