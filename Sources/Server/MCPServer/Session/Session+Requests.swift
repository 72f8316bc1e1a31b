package import JSONCore
import ToolRuntime

extension Session {
  /// Serves one request: the reply is in the writer, or the action starts what will make it.
  ///
  /// The revision is decided per request: by any of the three members of `_meta` that only 2026-07-28 has, or by a
  /// method that only it has. So a client that forgot one of the members reads which, and not that it must
  /// `initialize`.
  mutating func request(
    _ method: Method, _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) -> SessionAction {
    // Two requests in flight with one id could not be distinguished by their responses, nor by a cancellation. The
    // first check keeps a connection without background calls from building the key of every id.
    if !calls.isEmpty, calls.contains(id) {
      throw ProtocolError(.invalidRequest, "a request with this id is still being served")
    }
    if case .wrongType = params.shape { throw ProtocolError(.invalidParams, "params must be an object") }
    if case .wrongType = params.meta.shape { throw ProtocolError(.invalidParams, "_meta must be an object") }
    if case .wrongType = params.meta.progressToken {
      throw ProtocolError(.invalidParams, "progressToken must be a string or an integer")
    }
    if params.meta.isModern || method.isModernOnly {
      guard try isSupported(params.meta, id, into: &writer) else { return .none }
      return try modern(method, id, params, into: &writer)
    }
    return try legacy(method, id, params, into: &writer)
  }

  /// 2026-07-28 has neither `initialize` nor `ping`: removed methods are -32601, as unknown ones are.
  private mutating func modern(
    _ method: Method, _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) -> SessionAction {
    switch method {
    case .discover: replies.discover(id, identity, into: &writer)
    case .toolsList: try list(id, .modern, params, into: &writer)
    case .toolsCall: return try call(id, .modern, params, into: &writer)
    case .listen: try listen(id, params, into: &writer)
    case .initialize, .ping, .cancelled, .other: throw Self.methodNotFound
    }
    return .none
  }

  /// `ping` gets its response at any time, before `initialize` too, as the handshake revisions ask. A second
  /// `initialize` agrees anew.
  private mutating func legacy(
    _ method: Method, _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) -> SessionAction {
    switch method {
    case .ping:
      writer.beginResult(id)
      writer.literal("}}\n")
      return .none
    case .initialize:
      try initialize(id, params, into: &writer)
      return .none
    case .discover, .toolsList, .toolsCall, .listen, .cancelled, .other: break
    }
    // Nothing may be assumed of a client that has not said what it speaks; the message names both ways to say it.
    guard let negotiated else {
      throw ProtocolError(
        .invalidRequest,
        "send initialize first, or name the protocol version in _meta[\"io.modelcontextprotocol/protocolVersion\"]")
    }
    switch method {
    case .toolsList: try list(id, .legacy(negotiated), params, into: &writer)
    case .toolsCall: return try call(id, .legacy(negotiated), params, into: &writer)
    case .initialize, .ping, .discover, .listen, .cancelled, .other: throw Self.methodNotFound
    }
    return .none
  }

  private static var methodNotFound: ProtocolError {
    ProtocolError(.methodNotFound, "this server has no such method")
  }

  /// Checks the metadata that every stateless request carries; false when the reply has been written. That of an
  /// unknown revision has a `data` member with those that are supported, which is why it is not thrown. The version
  /// is looked at first: what else must be in `_meta` depends on it. `clientInfo` may be absent.
  private func isSupported(
    _ meta: RequestMeta, _ id: WireID, into writer: inout JSONWriter
  ) throws(ProtocolError) -> Bool {
    guard case .value(let version) = meta.protocolVersion else {
      throw ProtocolError(.invalidParams, "_meta must have \"io.modelcontextprotocol/protocolVersion\", a string")
    }
    guard version == ModernVersion.current else {
      writer.unsupportedVersion(id, requested: version)
      return false
    }
    guard case .value = meta.clientCapabilities else {
      throw ProtocolError(.invalidParams, "_meta must have \"io.modelcontextprotocol/clientCapabilities\", an object")
    }
    return true
  }

  /// Agrees on the revision that the client asks for. For one that is unknown the newest handshake revision is
  /// offered, as the specification says: it is the client that hangs up when it cannot speak it. 2026-07-28 counts as
  /// unknown here, since it has no handshake.
  private mutating func initialize(
    _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    guard case .value(let asked) = params.protocolVersion else {
      throw ProtocolError(.invalidParams, "initialize needs protocolVersion, a string")
    }
    let version = LegacyVersion(asked) ?? .latest
    negotiated = version
    writer.initialized(id, version, identity, listChanges: tools.mayChange)
  }

  /// The listing was made before and is spliced in as it is: nothing is serialized per request.
  private mutating func list(
    _ id: WireID, _ revision: ProtocolRevision, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    // Everything fits one page, so no cursor was ever given out. An empty string is a cursor too.
    if params.hasCursor { throw ProtocolError(.invalidParams, "this cursor was not issued by this server") }
    let listing = listings.listing(for: revision)
    writer.beginResult(id)
    writer.literal("\"tools\":")
    writer.raw(listing)
    replies.endListing(revision, into: &writer)
  }

  /// Opens a subscription. Its first message must be the acknowledgement with what of the filter is honoured. It counts
  /// as a pending request: subscriptions without end would otherwise be memory without bound.
  private mutating func listen(
    _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    guard case .value(let filter) = params.notifications, !filter.isMalformed else {
      throw ProtocolError(.invalidParams, "notifications must be an object of booleans and lists of URIs")
    }
    guard calls.count < limits.pendingCalls else { throw Self.tooManyCalls }
    _ = calls.add(id, .modern, progressToken: nil, subscription: filter)
    writer.acknowledgeSubscription(id, filter)
  }

  /// Other tools are there from now on: tells whoever has asked for that. Clients of the handshake are told when they
  /// have agreed on a revision, the others in each subscription to the list.
  package mutating func toolsChanged(into writer: inout JSONWriter) {
    listings = ToolListings(tools.listing)
    if negotiated != nil { writer.listChanged(subscription: nil) }
    for entry in calls.subscriptions where entry.subscription?.toolsListChanged == true {
      writer.listChanged(subscription: entry.id)
    }
  }

  /// -32603 because MCP leaves no code for overload: -32000 to -32019 are not for new code, -32020 to -32099 are
  /// reserved for the specification.
  static var tooManyCalls: ProtocolError {
    ProtocolError(.internalError, "too many requests are waiting for their response; try again later")
  }
}
