import JSONCore
import ToolRuntime

extension JSONWriter {
  /// `{"jsonrpc":"2.0","id":…,"result":{`: what follows are members, then two closing braces and a line feed.
  mutating func beginResult(_ id: WireID) {
    literal("{\"jsonrpc\":\"2.0\",\"id\":")
    self.id(id)
    literal(",\"result\":{")
  }

  /// An id that could not be told is left out: no published schema of a message takes null, and those that let an error
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

  mutating func error(_ id: WireID?, _ error: ProtocolError) {
    beginError(id, error.code)
    string(error.message)
    literal("}}\n")
  }

  mutating func unsupportedVersion(_ id: WireID, requested: JSONString) {
    beginError(id, .unsupportedVersion)
    literal("\"this protocol version is not supported\",\"data\":{\"supported\":[")
    string(ModernVersion.current)
    literal("],\"requested\":")
    string(requested)
    literal("}}}\n")
  }

  mutating func initialized(_ id: WireID, _ version: LegacyVersion, _ identity: ServerIdentity) {
    beginResult(id)
    literal("\"protocolVersion\":\"")
    literal(version.name)
    literal("\",\"capabilities\":{\"tools\":{}},\"serverInfo\":")
    identity.write(for: .legacy(version), into: &self)
    identity.writeInstructions(into: &self)
    literal("}}\n")
  }

  mutating func acknowledgeSubscription(_ id: WireID, _ filter: SubscriptionFilter) {
    literal("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{\"_meta\":{")
    literal("\"io.modelcontextprotocol/subscriptionId\":")
    self.id(id)
    literal("},\"notifications\":{")
    if filter.toolsListChanged { literal("\"toolsListChanged\":true") }
    literal("}}}\n")
  }

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
