import JSONCore
import ToolRuntime

// Every reply is literals with values between them, appended to the buffer that is written from. They end with a line
// feed, which is the framing of stdio, and contain none: the writer escapes those of texts.
extension JSONWriter {
  /// `{"jsonrpc":"2.0","id":…,"result":{`: what follows are members, then two closing braces and a line feed.
  mutating func beginResult(_ id: WireID) {
    literal("{\"jsonrpc\":\"2.0\",\"id\":")
    self.id(id)
    literal(",\"result\":{")
  }

  /// An id that is not known is left out: no published schema of a message takes null, and those that let an error
  /// have no id let it be absent.
  private mutating func beginError(_ id: WireID?, _ code: ErrorCode) {
    literal("{\"jsonrpc\":\"2.0\"")
    if let id {
      literal(",\"id\":")
      self.id(id)
    }
    literal(",\"error\":{\"code\":")
    integer(code.rawValue)
    literal(",\"message\":")
  }

  /// No `data`: what a client could act on is in the code, and the message is for people.
  mutating func error(_ id: WireID?, _ error: ProtocolError) {
    beginError(id, error.code)
    string(error.message)
    literal("}}\n")
  }

  /// The version asked for is returned as it came, since the client compares it; `docs/output.md` lists the
  /// exceptions.
  mutating func unsupportedVersion(_ id: WireID, requested: JSONString) {
    beginError(id, .unsupportedVersion)
    literal("\"this protocol version is not supported\",\"data\":{\"supported\":[")
    string(ModernVersion.current)
    literal("],\"requested\":")
    string(requested)
    literal("}}}\n")
  }

  /// `listChanged` promises notifications: it is left out where the list cannot change while the process lives.
  mutating func initialized(
    _ id: WireID, _ version: LegacyVersion, _ identity: ServerIdentity, listChanges: Bool
  ) {
    beginResult(id)
    literal("\"protocolVersion\":\"")
    literal(version.name)
    literal("\",\"capabilities\":{\"tools\":{")
    if listChanges { literal("\"listChanged\":true") }
    literal("}},\"serverInfo\":")
    identity.write(for: .legacy(version), into: &self)
    identity.writeInstructions(into: &self)
    literal("}}\n")
  }

  /// Names what of the filter is honoured: the list of tools or nothing. A notification, not the response, which is
  /// written when the subscription ends.
  mutating func acknowledgeSubscription(_ id: WireID, _ filter: SubscriptionFilter) {
    literal("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{")
    literal("\"io.modelcontextprotocol/subscriptionId\":")
    self.id(id)
    literal("},\"notifications\":{")
    if filter.toolsListChanged { literal("\"toolsListChanged\":true") }
    literal("}}}\n")
  }

  /// - Parameter subscription: that it belongs to; nil for a client of the handshake.
  mutating func listChanged(subscription id: WireID?) {
    literal("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"")
    if let id {
      literal(",\"params\":{\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":")
      self.id(id)
      literal("}}")
    }
    literal("}\n")
  }

  /// `total` is left out: programs do not say how much is still to come.
  mutating func progress(_ token: WireID, _ progress: ToolProgress, withMessage: Bool) {
    literal("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":")
    id(token)
    literal(",\"progress\":")
    double(progress.progress)
    if withMessage, let message = progress.message {
      literal(",\"message\":")
      string(message)
    }
    literal("}}\n")
  }
}
