/// What `GET /openapi.json` says of an operation. A test holds the document against the running server (schemathesis),
/// so that a status which is missing here is found.
package struct OperationDocument: Sendable {
  package var summary: String
  /// The text of the schema whose generated code checks the body: what is published is what is enforced.
  package var requestSchema: StaticString?
  package var requestType: StaticString = "application/json"
  package var answerType: StaticString = "application/json"
  /// What a provider sends is described, not checked: it passes through as it is.
  package var answerSchema: StaticString
  /// What clients of Anthropic's API format get instead.
  package var otherAnswerSchema: StaticString?
  /// Whether the response is a provider's. Those routes have every failure of a provider, and a response of any status.
  package var isRelayed = false
  /// Whether the client may ask for events.
  package var streams = false
  /// Parameters of the query that go on to the provider.
  package var query: [StaticString] = []
  /// Why it may be refused, beside what every route can meet. A code that a route throws and that is missing here is
  /// undocumented.
  package var failures: [ProxyFailure.Code] = []
  /// Further statuses that its own errors have.
  package var statuses: [Int] = []
  /// Which body its errors have.
  package var errors = ErrorShape.openAI
  /// The schema of a response with status 503 beside the errors', where it has one.
  package var unreadySchema: StaticString?

  package init(_ summary: String, answerSchema: StaticString) {
    self.summary = summary
    self.answerSchema = answerSchema
  }
}
