/// The JSON-RPC error codes that this server sends: the five of JSON-RPC 2.0 and the one of MCP 2026-07-28 that a
/// server without HTTP and without needs of its client can have. Tools that fail are results, not errors.
package enum ErrorCode: Int, Sendable, CaseIterable {
  case parse = -32700
  case invalidRequest = -32600
  case methodNotFound = -32601
  case invalidParams = -32602
  case internalError = -32603
  /// Its `data` names the versions that are supported, so that a client can choose without a second round.
  case unsupportedVersion = -32022
}

/// Why a request gets an error instead of a result. Thrown by the methods of `Session` and written by one function,
/// which knows the id. The message never repeats what the client sent: it ends in logs and before models.
struct ProtocolError: Error {
  let code: ErrorCode
  let message: String

  init(_ code: ErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
