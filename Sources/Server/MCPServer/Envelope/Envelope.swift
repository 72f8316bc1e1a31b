import JSONCore

/// One message as it was read: its frame, and slices of the parts that a method may want.
///
/// One pass fills it for all methods: reading `params` again for each method would cost a second walk through
/// arguments of up to 4 MiB. It lives no longer than its line, whose bytes it shares.
struct Envelope {
  var isVersion2 = false
  var id = Member<WireID>.absent
  var method = Member<Method>.absent
  /// Has a `result` or an `error`: a response to a request that this server never sent.
  var isResponse = false
  var params = Params()
  /// Set while `params` is read, so that a duplicate member is reported for the right part: -32602 inside, -32600
  /// outside.
  var isInsideParams = false
}

/// What `params` holds, for whichever method it belongs to.
/// A method takes the members it knows and ignores the others; members of the wrong type are noted, not refused,
/// because only the method says whether they matter.
struct Params {
  /// Absent, an object, or something else.
  var shape = Member<Void>.absent
  var name = Member<JSONString>.absent
  var arguments = Member<JSONSlice>.absent
  var protocolVersion = Member<JSONString>.absent
  var requestID = Member<WireID>.absent
  var notifications = Member<SubscriptionFilter>.absent
  /// Whatever its type: no cursor was ever given out, so that none is right.
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

  /// Whether the request speaks the stateless revision, completely or not. A `progressToken` alone says nothing: the
  /// handshake revisions have it in `_meta` too.
  var isModern: Bool { !protocolVersion.isAbsent || !clientCapabilities.isAbsent || hasClientInfo }
}

/// The kinds of notification a client listens for; of those only the list of tools exists here.
struct SubscriptionFilter {
  var toolsListChanged = false
  /// A member that should be a boolean is not. Members that this server does not know are not looked at.
  var isMalformed = false
}

/// Why a line is not a message. Each has its own JSON-RPC code in `Session.refuse`: -32700 for what is no JSON,
/// -32600 or -32602 for JSON of the wrong shape.
enum EnvelopeError: Error {
  /// The text is not JSON; the offset is where it stops being so, inside the line.
  case syntax(JSONFailure, offset: Int)
  /// MCP had batches in 2025-03-26 alone and removed them in the next revision.
  case batch
  case notAnObject
  /// Two readers of the line could take different ones: what a gateway in front has allowed would not be what runs.
  case duplicateMember(inParams: Bool)

  /// Whether the text is JSON, as far as members may be duplicates.
  var leavesMessageReadable: Bool {
    switch self {
    case .batch, .duplicateMember: true
    case .syntax, .notAnObject: false
    }
  }
}
