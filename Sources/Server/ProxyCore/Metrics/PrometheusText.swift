/// The text format of Prometheus, version 0.0.4. Label values are escaped; nothing here comes from a request. A
/// scrape is seconds apart from the next, so that it may build strings.
struct PrometheusText {
  private(set) var text = ""

  /// Begins a family: its help and type.
  mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// A sample without labels; the caller has begun its family.
  mutating func sample(_ name: String, _ value: UInt64) { text += "\(name) \(value)\n" }

  mutating func sample(_ name: String, _ labels: [(String, String)], _ value: UInt64) {
    text += "\(name)\(Self.block(labels)) \(value)\n"
  }

  mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
    text += "\(name)\(Self.block(labels)) \(value)\n"
  }

  /// Buckets are cumulative and end with `+Inf`, which equals the count; the format wants all three.
  mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
    let counts = histogram.cumulative
    for (bound, count) in zip(histogram.bounds, counts) {
      sample(name + "_bucket", labels + [("le", "\(bound)")], count)
    }
    let all = counts.last ?? 0
    sample(name + "_bucket", labels + [("le", "+Inf")], all)
    sample(name + "_sum", labels, histogram.sumInSeconds)
    sample(name + "_count", labels, all)
  }

  /// The order of labels is the caller's, the same in every scrape.
  private static func block(_ labels: [(String, String)]) -> String {
    if labels.isEmpty { return "" }
    return "{" + labels.map { "\($0.0)=\"\(escaped($0.1))\"" }.joined(separator: ",") + "}"
  }

  /// Backslash, quote and line feed are what the format escapes in label values.
  private static func escaped(_ value: String) -> String {
    let parts = value.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return parts.joined()
  }
}

extension Metrics {
  /// Everything, as one scrape reads it. Series of an outcome that never happened are written for providers, so that
  /// a rate can be asked of the first failure; statuses and reasons appear when they are counted.
  package func prometheusText(_ others: OtherMetrics) -> String {
    var text = PrometheusText()
    text.family("securellm_connections", "gauge", "Client connections that are open.")
    text.sample("securellm_connections", UInt64(max(0, connections.value)))
    text.family("securellm_connections_total", "counter", "Client connections accepted.")
    text.sample("securellm_connections_total", connectionsTotal.value)
    text.family("securellm_connections_refused_total", "counter", "Client connections refused, by the bound.")
    for bound in ConnectionBound.allCases {
      text.sample("securellm_connections_refused_total", [("bound", "\(bound.label)")], refusedConnections(bound))
    }
    writeTLS(others, &text)
    text.family("securellm_requests_in_flight", "gauge", "Requests that wait for a provider or relay its response.")
    text.sample("securellm_requests_in_flight", UInt64(max(0, inFlight.value)))
    text.family("securellm_malformed_requests_total", "counter", "Requests refused for their framing or headers.")
    text.sample("securellm_malformed_requests_total", malformedRequests.value)
    text.family(
      "securellm_refused_requests_total", "counter", "Requests refused before they had arrived, by the reason.")
    for code in ProxyFailure.Code.allCases where refusedRequests(code) > 0 {
      text.sample("securellm_refused_requests_total", [("reason", code.rawValue)], refusedRequests(code))
    }
    text.family("securellm_body_bytes", "gauge", "Bodies of requests that are in memory.")
    text.sample("securellm_body_bytes", others.bodyBytes)
    text.family(
      "securellm_rejections_left_out_total", "counter", "Refused requests that have no audit event of their own.")
    text.sample("securellm_rejections_left_out_total", rejectionsLeftOut.value)
    text.family("securellm_late_requests_total", "counter", "Requests refused because they did not arrive in time.")
    text.sample("securellm_late_requests_total", lateRequests.value)
    text.family("securellm_http_responses_total", "counter", "Responses by route and class of status.")
    for (index, label) in routes.enumerated() {
      for status in 1...5 where responses(index, statusClass: status) > 0 {
        text.sample(
          "securellm_http_responses_total", [("route", "\(label)"), ("status", "\(status)xx")],
          responses(index, statusClass: status))
      }
    }
    writeAudit(others, &text)
    writeCounts(&text)
    writeDurations(&text)
    return text.text
  }

  /// Of the listener; nothing where it has no TLS.
  private func writeTLS(_ others: OtherMetrics, _ text: inout PrometheusText) {
    guard let end = others.certificateEnd else { return }
    text.family(
      "securellm_tls_handshake_failures_total", "counter", "TLS handshakes of clients that failed, by the reason.")
    for failure in HandshakeFailure.allCases {
      text.sample(
        "securellm_tls_handshake_failures_total", [("reason", "\(failure.label)")], handshakeFailures(failure))
    }
    text.family(
      "securellm_tls_certificate_not_after_seconds", "gauge", "When the listener's certificate ends, since 1970.")
    text.sample("securellm_tls_certificate_not_after_seconds", UInt64(max(0, end)))
  }

  /// Appended minus committed is what a power failure would cost now.
  private func writeAudit(_ audit: OtherMetrics, _ text: inout PrometheusText) {
    text.family("securellm_audit_records_total", "counter", "Audit records by what became of them.")
    text.sample("securellm_audit_records_total", [("state", "appended")], audit.appended)
    text.sample("securellm_audit_records_total", [("state", "committed")], audit.committed)
    text.sample("securellm_audit_records_total", [("state", "refused")], audit.refused)
  }

  /// Names of OpenTelemetry's conventions for generative AI where it has one, our own elsewhere.
  private func writeCounts(_ text: inout PrometheusText) {
    text.family("securellm_provider_requests_total", "counter", "Requests for a provider by how they ended.")
    for provider in providers {
      for outcome in RequestOutcome.allCases {
        text.sample(
          "securellm_provider_requests_total", [("provider", provider.name), ("outcome", "\(outcome.label)")],
          provider.requests[Int(outcome.rawValue)].value)
      }
    }
    text.family("securellm_upstream_attempts_total", "counter", "Requests sent to a provider, retries included.")
    for provider in providers {
      text.sample("securellm_upstream_attempts_total", [("provider", provider.name)], provider.attempts.value)
    }
    text.family("securellm_upstream_retries_total", "counter", "Requests sent to a provider once more.")
    for provider in providers {
      text.sample("securellm_upstream_retries_total", [("provider", provider.name)], provider.retries.value)
    }
    text.family("securellm_upstream_connections_total", "counter", "Connections opened to a provider.")
    for provider in providers {
      text.sample("securellm_upstream_connections_total", [("provider", provider.name)], provider.connections.value)
    }
    text.family("gen_ai_client_token_usage_total", "counter", "Tokens as the provider reported them.")
    for provider in providers {
      for kind in TokenKind.allCases {
        text.sample(
          "gen_ai_client_token_usage_total",
          [("gen_ai_provider_name", provider.name), ("gen_ai_token_type", "\(kind.label)")],
          provider.tokens[Int(kind.rawValue)].value)
      }
    }
    text.family("securellm_cost_nanodollars_total", "counter", "Estimated cost in billionths of a dollar.")
    for provider in providers {
      text.sample("securellm_cost_nanodollars_total", [("provider", provider.name)], provider.costNanodollars.value)
    }
    text.family(
      "securellm_unpriced_requests_total", "counter",
      "Requests that used tokens and have no cost, or only a lower bound of it, by the reason.")
    for provider in providers {
      for reason in UnknownCost.allCases {
        text.sample(
          "securellm_unpriced_requests_total", [("provider", provider.name), ("reason", "\(reason.label)")],
          provider.unpricedRequests[Int(reason.rawValue)].value)
      }
    }
  }

  private func writeDurations(_ text: inout PrometheusText) {
    text.family(
      "gen_ai_client_operation_duration_seconds", "histogram", "From the request's first byte to the response's end.")
    for provider in providers {
      text.histogram(
        "gen_ai_client_operation_duration_seconds", [("gen_ai_provider_name", provider.name)], provider.duration)
    }
    text.family(
      "gen_ai_client_operation_time_to_first_chunk_seconds", "histogram",
      "From the request's first byte to the first byte of the response's body.")
    for provider in providers {
      text.histogram(
        "gen_ai_client_operation_time_to_first_chunk_seconds", [("gen_ai_provider_name", provider.name)],
        provider.firstByte)
    }
  }
}

/// What others know, for the scrape: the audit log, the bodies in memory, the listener's certificate. Read at the moment of the scrape.
package struct OtherMetrics: Sendable {
  package var appended: UInt64
  package var committed: UInt64
  package var refused: UInt64
  package var bodyBytes: UInt64
  /// In seconds since 1970; nil without TLS.
  package var certificateEnd: Int?

  package init(appended: UInt64, committed: UInt64, refused: UInt64, bodyBytes: UInt64, certificateEnd: Int?) {
    self.appended = appended
    self.committed = committed
    self.refused = refused
    self.bodyBytes = bodyBytes
    self.certificateEnd = certificateEnd
  }
}
