package import JSONCore

/// One request that has ended, for the access log. It has neither the query of the path nor any header, in which
/// clients send keys, nor anything of a body but the model's name.
package struct AccessEntry: Sendable {
  /// When it ended, in milliseconds since 1970.
  package var time: Int
  /// The `request_id` of the audit log.
  package var requestID: JSONString
  /// Without the port.
  package var clientAddress: JSONString
  /// Empty for one that HTTP does not have.
  package var method: StaticString
  /// Its label in the metrics, such as `chat`; `unknown` for a path that leads nowhere.
  package var route: StaticString
  /// Nil for a client that left before it got one.
  package var status: Int?
  /// Of the response's body, as they were sent.
  package var bodyBytes: Int
  /// From the first byte of the request to the last of the response.
  package var durationMilliseconds: Int
  package var provider: JSONString?
  /// As the provider knows it.
  package var model: JSONString?
  /// The name that the operator has given to the client's key.
  package var keyName: JSONString?
  /// The word of the audit log, such as `success` or `timeout`.
  package var outcome: StaticString
  /// The code of the error that the client got.
  package var error: String?

  package init(
    time: Int, requestID: JSONString, clientAddress: JSONString, method: StaticString, route: StaticString,
    status: Int?, bodyBytes: Int, durationMilliseconds: Int, provider: JSONString? = nil, model: JSONString? = nil,
    keyName: JSONString? = nil, outcome: StaticString, error: String? = nil
  ) {
    self.time = time
    self.requestID = requestID
    self.clientAddress = clientAddress
    self.method = method
    self.route = route
    self.status = status
    self.bodyBytes = bodyBytes
    self.durationMilliseconds = durationMilliseconds
    self.provider = provider
    self.model = model
    self.keyName = keyName
    self.outcome = outcome
    self.error = error
  }

  /// The line in a format. Programs get every member by its name; for people the message says what was asked for, and
  /// what came of it.
  func line(_ format: LogFormat) -> LogLine {
    var fields: [(StaticString, LogValue)] = []
    if format == .json {
      fields += [("method", .text("\(method)")), ("route", .text("\(route)"))]
      if let status { fields.append(("status", .integer(status))) }
    }
    fields += [
      ("outcome", .text("\(outcome)")), ("duration_ms", .integer(durationMilliseconds)), ("bytes", .integer(bodyBytes)),
      ("client_address", .text(String(clientAddress))), ("request_id", .text(String(requestID))),
    ]
    let optional: [(StaticString, JSONString?)] = [("provider", provider), ("model", model), ("user", keyName)]
    for (name, value) in optional { if let value { fields.append((name, .text(String(value)))) } }
    if let error { fields.append(("error", .text(error))) }
    return LogLine(milliseconds: time, level: .info, message: format == .json ? "request" : summary, fields: fields)
  }

  /// `POST chat 200`, with a dash for what there is none of.
  private var summary: String {
    "\(method.utf8CodeUnitCount == 0 ? "-" : method) \(route) \(status.map(String.init) ?? "-")"
  }
}
