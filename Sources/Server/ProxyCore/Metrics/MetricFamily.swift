/// What `GET /metrics` reports: every name with its type, its labels and what it means. The text and `docs/metrics.md` are
/// made of this table, and nothing is reported that is not in it.
///
/// Where OpenTelemetry's conventions for generative AI have a name, it is that one, as its exporters write it for
/// Prometheus: dots as underscores, the unit at the end.
package struct MetricFamily: Sendable {
  package enum Kind: String, Sendable { case counter, gauge, histogram }

  package let name: StaticString
  package let kind: Kind
  package let labels: [StaticString]
  package let help: StaticString

  private init(_ name: StaticString, _ kind: Kind, _ labels: [StaticString] = [], _ help: StaticString) {
    self.name = name
    self.kind = kind
    self.labels = labels
    self.help = help
  }
}

extension MetricFamily {
  private static let ofModel: [StaticString] = [
    "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model",
  ]
  private static let ofKey: [StaticString] = ["gen_ai_provider_name", "gen_ai_request_model", "securellm_key"]

  // By model and key.
  static let duration = MetricFamily(
    "gen_ai_client_operation_duration_seconds", .histogram, ofModel + ["error_type"],
    "From the request's first byte to the response's end; error_type is empty for a success.")
  static let firstChunk = MetricFamily(
    "gen_ai_client_operation_time_to_first_chunk_seconds", .histogram, ofModel,
    "Streams only: from the request's first byte to the first byte of the response's body.")
  static let tokenUsage = MetricFamily(
    "gen_ai_client_token_usage", .histogram, ofModel + ["gen_ai_token_type"],
    "Tokens of a request as the provider reported them: input includes those of the cache, output includes reasoning.")
  static let requests = MetricFamily(
    "securellm_requests_total", .counter, ofKey + ["outcome"], "Requests for a provider, by how they ended.")
  static let tokens = MetricFamily(
    "securellm_tokens_total", .counter, ofKey + ["gen_ai_token_type"],
    "Tokens as the provider reported them, input and output.")
  static let cost = MetricFamily(
    "securellm_cost_usd_total", .counter, ofKey,
    "Estimated cost in US dollars of the requests whose cost is known.")
  static let unknownCosts = MetricFamily(
    "securellm_unknown_cost_requests_total", .counter, ofKey,
    "Requests that succeeded or used tokens, and whose cost is not known: they are missing in the cost.")

  // By provider. Series of an outcome that never happened are there too, so that a rate can be asked of the first.
  static let providerRequests = MetricFamily(
    "securellm_provider_requests_total", .counter, ["provider", "outcome"],
    "Requests for a provider by how they ended.")
  static let providerTokens = MetricFamily(
    "securellm_provider_tokens_total", .counter, ["provider", "type"],
    "Tokens by what is paid for them: the types are disjoint.")
  static let attempts = MetricFamily(
    "securellm_upstream_attempts_total", .counter, ["provider"], "Requests sent to a provider, retries included.")
  static let retries = MetricFamily(
    "securellm_upstream_retries_total", .counter, ["provider"], "Requests sent to a provider once more.")
  static let upstreamConnections = MetricFamily(
    "securellm_upstream_connections_total", .counter, ["provider"], "Connections opened to a provider.")
  static let unpricedRequests = MetricFamily(
    "securellm_unpriced_requests_total", .counter, ["provider", "reason"],
    "Requests that succeeded or used tokens and have no cost, or only a lower bound of it, by the reason.")

  // Only where there is something to report.
  static let fallbacks = MetricFamily(
    "securellm_fallbacks_total", .counter, ["from", "to", "cause"],
    "Requests that went on to another provider of their route, or to another key of the same, by the reason.")
  static let keyRefused = MetricFamily(
    "securellm_provider_key_refused", .gauge, ["provider", "key"],
    "1 while the provider refuses this one of its keys. Only of providers with several.")

  // Of the server.
  static let connections = MetricFamily("securellm_connections", .gauge, [], "Client connections that are open.")
  static let connectionsTotal = MetricFamily(
    "securellm_connections_total", .counter, [], "Client connections accepted.")
  static let refusedConnections = MetricFamily(
    "securellm_connections_refused_total", .counter, ["bound"], "Client connections refused, by the bound.")
  static let inFlight = MetricFamily(
    "securellm_requests_in_flight", .gauge, [], "Requests that wait for a provider or relay its response.")
  static let malformedRequests = MetricFamily(
    "securellm_malformed_requests_total", .counter, [], "Requests refused for their framing or headers.")
  static let refusedRequests = MetricFamily(
    "securellm_refused_requests_total", .counter, ["reason"],
    "Requests refused before they had arrived, by the reason.")
  static let lateRequests = MetricFamily(
    "securellm_late_requests_total", .counter, [], "Requests refused because they did not arrive in time.")
  static let responses = MetricFamily(
    "securellm_http_responses_total", .counter, ["route", "status"], "Responses by route and class of status.")
  static let bodyBytes = MetricFamily("securellm_body_bytes", .gauge, [], "Bodies of requests that are in memory.")
  static let auditRecords = MetricFamily(
    "securellm_audit_records_total", .counter, ["state"],
    "Audit records by what became of them; appended minus committed is what a power failure would cost now.")
  static let rejectionsLeftOut = MetricFamily(
    "securellm_rejections_left_out_total", .counter, [], "Refused requests that have no audit event of their own.")
  // Only where responses are kept.
  static let cacheRequests = MetricFamily(
    "securellm_cache_requests_total", .counter, ["result"], "Requests by how the response cache has served them.")
  static let cacheEvictions = MetricFamily(
    "securellm_cache_evictions_total", .counter, [],
    "Responses that had to go from memory for others, before their time; begins anew when the cache's settings change.")
  static let cacheEntries = MetricFamily(
    "securellm_cache_entries", .gauge, [], "Responses in memory, some of which may be too old by now.")
  static let cacheBytes = MetricFamily("securellm_cache_bytes", .gauge, [], "Memory that they take.")
  static let cacheUnreadable = MetricFamily(
    "securellm_cache_unreadable_values_total", .counter, [],
    "Values in Redis that could not be decrypted: another secret, or somebody else's.")
  // Only where the listener has TLS.
  static let handshakeFailures = MetricFamily(
    "securellm_tls_handshake_failures_total", .counter, ["reason"],
    "TLS handshakes of clients that failed, by the reason.")
  static let certificateEnd = MetricFamily(
    "securellm_tls_certificate_not_after_seconds", .gauge, [], "When the listener's certificate ends, since 1970.")

  // Only where instances share a Redis.
  static let stateAvailable = MetricFamily(
    "securellm_state_available", .gauge, [], "1 while every event loop can use Redis, else 0.")
  static let stateDegradations = MetricFamily(
    "securellm_state_degradations_total", .counter, ["reason"], "How often Redis went away, by the reason.")
  static let stateCommands = MetricFamily(
    "securellm_state_commands_total", .counter, ["result"],
    "Calls of Redis, by what became of them; unsent ones found it away and did not wait.")
  static let stateReplyTime = MetricFamily(
    "securellm_state_reply_seconds", .histogram, [], "From a call of Redis to its reply.")
  static let sharedLimitCalls = MetricFamily(
    "securellm_shared_limit_calls_total", .counter, [],
    "Commands about limits that instances share, sent to Redis; a request that is served of the stock needs none.")
  static let sharedLimitStockGrants = MetricFamily(
    "securellm_shared_limit_stock_grants_total", .counter, [],
    "Times that a request took from a shared limit what was prefetched.")
  static let sharedLimitAlone = MetricFamily(
    "securellm_shared_limit_alone_total", .counter, ["decision"],
    "Decisions about shared limits while Redis could not be asked: by this instance's part, or by onFailure.")

  // The names before this release.
  static let formerTokens = MetricFamily(
    "gen_ai_client_token_usage_total", .counter, ["gen_ai_provider_name", "gen_ai_token_type"],
    "Deprecated, to be removed in the next release: securellm_provider_tokens_total.")
  static let formerCost = MetricFamily(
    "securellm_cost_nanodollars_total", .counter, ["provider"],
    "Deprecated, to be removed in the next release: securellm_cost_usd_total.")

  /// In the order of the text.
  package static let all = [
    duration, firstChunk, tokenUsage, requests, tokens, cost, unknownCosts, providerRequests, providerTokens, attempts,
    retries, upstreamConnections, unpricedRequests, fallbacks, keyRefused, connections, connectionsTotal,
    refusedConnections, inFlight,
    malformedRequests, refusedRequests, lateRequests, responses, bodyBytes, auditRecords, rejectionsLeftOut,
    cacheRequests, cacheEvictions, cacheEntries, cacheBytes, cacheUnreadable, handshakeFailures, certificateEnd,
    stateAvailable, stateDegradations, stateCommands, stateReplyTime, sharedLimitCalls, sharedLimitStockGrants,
    sharedLimitAlone, formerTokens, formerCost,
  ]

  /// The table of `docs/metrics.md`.
  package static var documentation: String {
    let lines = all.map { family in
      let labels = family.labels.map { "`\($0)`" }.joined(separator: ", ")
      return "| `\(family.name)` | \(family.kind.rawValue) | \(labels) | \(family.help) |\n"
    }
    return "| name | type | labels | |\n|---|---|---|---|\n" + lines.joined()
  }
}
