package import JSONCore
package import KeyStore
package import RateLimits
package import ToolRuntime

/// A call of a tool as it comes in at one of the endpoints: standard input and output, HTTP, the command line.
package struct ToolCall: Sendable {
  /// As `ToolGateway.find` has it.
  package let tool: Int
  package let arguments: JSONSlice?
  package let caller: ToolCaller
  /// Of the request that brought it; nil where it has none yet.
  package let id: JSONString?

  package init(tool: Int, arguments: JSONSlice?, caller: ToolCaller, id: JSONString? = nil) {
    self.tool = tool
    self.arguments = arguments
    self.caller = caller
    self.id = id
  }
}

/// Who calls, and how much of the server that caller may take.
package struct ToolCaller: Sendable {
  /// The user of this machine, at the other end of standard input or at the command line.
  package static let local = ToolCaller(key: nil, address: nil)

  /// Nil where no key is asked for.
  package let key: ClientKey?
  /// Nil where there is no network between.
  package let address: JSONString?
  /// Whom its TLS certificate is for; nil where it has shown none.
  package let certificate: JSONString?
  /// Of the caller's requests; nil is no limit. The same limiter that requests for models take from.
  package let requests: RateLimiter?

  package init(
    key: ClientKey?, address: JSONString?, certificate: JSONString? = nil, requests: RateLimiter? = nil
  ) {
    self.key = key
    self.address = address
    self.certificate = certificate
    self.requests = requests
  }
}

/// Why a call is not begun. Nothing has happened then, and nothing stays taken.
package enum ToolRefusal: Error, Sendable {
  /// The key has other tools in its list.
  case notAllowed
  case rateLimited(RateDecision)
  /// As many calls run and wait as may.
  case full
  /// What is not recorded is not done.
  case unrecorded(String)
}

extension ToolRefusal {
  /// For the endpoints that have no codes of their own for these: MCP and the command line.
  package var failure: ToolFailure {
    switch self {
    case .notAllowed: ToolFailure(.notFound, "this caller may not call this tool")
    case .rateLimited(let decision):
      ToolFailure(
        .overloaded, "the request limit is reached: try again in \(decision.resetSeconds) s",
        retryAfterSeconds: Int(clamping: decision.resetSeconds))
    case .full:
      ToolFailure(
        .overloaded, "too many tool calls are running and waiting: try again in a moment", retryAfterSeconds: 1)
    case .unrecorded(let reason):
      ToolFailure(.storage, "the audit cannot be written, so nothing is done: \(reason)")
    }
  }
}
