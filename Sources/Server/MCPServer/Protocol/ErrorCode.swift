/// The JSON-RPC error codes that this server sends.
package enum ErrorCode: Int, Sendable, CaseIterable {
  case parse = -32700
  case invalidRequest = -32600
  case methodNotFound = -32601
  case invalidParams = -32602
  case internalError = -32603
  case unsupportedVersion = -32022
}

/// Why a request gets an error instead of a result. The message never repeats what the client sent.
struct ProtocolError: Error {
  let code: ErrorCode
  let message: String

  init(_ code: ErrorCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
