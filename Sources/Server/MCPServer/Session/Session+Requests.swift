import JSONCore
import ToolRuntime

extension Session {
  /// Serves one request: the reply is in the writer, or the action starts what will make it.
  mutating func request(
    _ method: Method, _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) -> SessionAction {
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

  /// Checks the metadata that every stateless request carries; false when the reply has been written.
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

  private mutating func initialize(
    _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    guard case .value(let asked) = params.protocolVersion else {
      throw ProtocolError(.invalidParams, "initialize needs protocolVersion, a string")
    }
    let version = LegacyVersion(asked) ?? .latest
    negotiated = version
    writer.initialized(id, version, identity)
  }

  private mutating func list(
    _ id: WireID, _ dialect: Dialect, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    // Everything fits one page, so no cursor was ever given out.
    if params.hasCursor { throw ProtocolError(.invalidParams, "this cursor was not given out by this server") }
    let listing = listings.listing(for: dialect)
    writer.beginResult(id)
    writer.literal("\"tools\":")
    writer.raw(listing)
    replies.endListing(dialect, into: &writer)
  }

  private mutating func listen(
    _ id: WireID, _ params: Params, into writer: inout JSONWriter
  ) throws(ProtocolError) {
    guard case .value(let filter) = params.notifications, !filter.isMalformed else {
      throw ProtocolError(.invalidParams, "notifications must be an object of booleans and lists of URIs")
    }
    guard calls.count < limits.pendingCalls else { throw Self.tooManyCalls }
    _ = calls.add(id, .modern, progressToken: nil, isSubscription: true)
    writer.acknowledgeSubscription(id, filter)
  }

  static var tooManyCalls: ProtocolError {
    ProtocolError(.internalError, "too many requests are waiting for their answer; try again later")
  }
}
