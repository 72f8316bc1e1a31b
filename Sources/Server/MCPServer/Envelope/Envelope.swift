import JSONCore

/// One message as it was read: its frame, and slices of the parts that a method may want.
struct Envelope {
  var isVersion2 = false
  var id = Member<WireID>.absent
  var method = Member<Method>.absent
  /// Has a `result` or an `error`: an answer to a request that this server never sent.
  var isResponse = false
  var params = Params()
  /// Set while `params` is read, so that a fault is blamed on the right part.
  var isInsideParams = false
}

/// What `params` holds, for whichever method it belongs to.
struct Params {
  /// Absent, an object, or something else.
  var shape = Member<Void>.absent
  var name = Member<JSONString>.absent
  var arguments = Member<JSONSlice>.absent
  var protocolVersion = Member<JSONString>.absent
  var requestID = Member<WireID>.absent
  var notifications = Member<SubscriptionFilter>.absent
  var hasCursor = false
  var meta = RequestMeta()
}

/// The part of `_meta` that the protocol gives a meaning.
struct RequestMeta {
  var shape = Member<Void>.absent
  var protocolVersion = Member<JSONString>.absent
  /// Absent, an object, or something else.
  var clientCapabilities = Member<Void>.absent
  var progressToken = Member<WireID>.absent
  var hasClientInfo = false

  /// Whether the request speaks the stateless revision, completely or not.
  var isModern: Bool { !protocolVersion.isAbsent || !clientCapabilities.isAbsent || hasClientInfo }
}

/// The kinds of notification a client listens for; of those only the list of tools exists here.
struct SubscriptionFilter {
  var toolsListChanged = false
  /// A member that should be a boolean or a list is not.
  var isMalformed = false
}

/// Why a line is not a message.
enum EnvelopeFault: Error {
  /// The text is not JSON; the offset is where it stops being so, inside the line.
  case syntax(JSONFailure, offset: Int)
  case batch
  case notAnObject
  case duplicateMember(inParams: Bool)

  /// Whether the text is JSON, as far as members may be duplicates.
  var leavesMessageReadable: Bool {
    switch self {
    case .batch, .duplicateMember: true
    case .syntax, .notAnObject: false
    }
  }
}
