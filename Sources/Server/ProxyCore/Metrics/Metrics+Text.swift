import BoundedCache
package import JSONCore
import RedisWire
package import ResponseCache

extension Metrics {
  /// Everything, as one scrape reads it. Statuses, reasons, models and keys appear when they are counted.
  package func prometheusText(_ others: OtherMetrics) -> [UInt8] {
    var text = PrometheusText()
    models.write(to: &text)
    writeProviders(&text)
    writeFallbacks(others, &text)
    writeServer(others, &text)
    writeFormer(&text)
    return text.bytes
  }

  /// Series of an outcome that never happened are written, so that a rate can be asked of the first failure.
  private func writeProviders(_ text: inout PrometheusText) {
    let providers = providers
    text.family(.providerRequests) { text in
      for provider in providers {
        for outcome in RequestOutcome.allCases {
          text.sample(
            .providerRequests, [provider.label, outcome.text], provider.requests[Int(outcome.rawValue)].value)
        }
      }
    }
    writeTokens(.providerTokens, providers, &text)
    let counters: [(MetricFamily, @Sendable (ProviderMetrics) -> Counter)] = [
      (.attempts, { $0.attempts }), (.retries, { $0.retries }), (.upstreamConnections, { $0.connections }),
    ]
    for (family, counter) in counters {
      text.family(family) { text in
        for provider in providers { text.sample(family, [provider.label], counter(provider).value) }
      }
    }
    text.family(.unpricedRequests) { text in
      for provider in providers {
        for reason in UnknownCost.allCases {
          text.sample(
            .unpricedRequests, [provider.label, JSONString("\(reason.label)")],
            provider.unpricedRequests[Int(reason.rawValue)].value)
        }
      }
    }
  }

  private func writeTokens(_ family: MetricFamily, _ providers: [ProviderMetrics], _ text: inout PrometheusText) {
    text.family(family) { text in
      for provider in providers {
        for kind in TokenKind.allCases {
          text.sample(family, [provider.label, kind.text], provider.tokens[Int(kind.rawValue)].value)
        }
      }
    }
  }

  private func writeFallbacks(_ others: OtherMetrics, _ text: inout PrometheusText) {
    let samples = fallbacks.samples
    if !samples.isEmpty {
      text.family(.fallbacks) { text in
        for sample in samples { text.sample(.fallbacks, sample.labels, sample.count) }
      }
    }
    if others.providerKeys.isEmpty { return }
    text.family(.keyRefused) { text in
      for key in others.providerKeys { text.sample(.keyRefused, [key.provider, key.name], key.isRefused ? 1 : 0) }
    }
  }

  private func writeServer(_ others: OtherMetrics, _ text: inout PrometheusText) {
    text.single(.connections, UInt64(max(0, connections.value)))
    text.single(.connectionsTotal, connectionsTotal.value)
    text.family(.refusedConnections) { text in
      for bound in ConnectionBound.allCases {
        text.sample(.refusedConnections, [JSONString("\(bound.label)")], refusedConnections(bound))
      }
    }
    text.single(.inFlight, UInt64(max(0, inFlight.value)))
    text.single(.malformedRequests, malformedRequests.value)
    text.family(.refusedRequests) { text in
      for code in ProxyFailure.Code.allCases where refusedRequests(code) > 0 {
        text.sample(.refusedRequests, [JSONString(code.rawValue)], refusedRequests(code))
      }
    }
    text.single(.lateRequests, lateRequests.value)
    text.family(.responses) { text in
      for (index, label) in routes.enumerated() {
        for status in 1...5 where responses(index, statusClass: status) > 0 {
          text.sample(
            .responses, [JSONString("\(label)"), JSONString("\(status)xx")], responses(index, statusClass: status))
        }
      }
    }
    text.single(.bodyBytes, others.bodyBytes)
    text.family(.auditRecords) { text in
      text.sample(.auditRecords, ["appended"], others.appended)
      text.sample(.auditRecords, ["committed"], others.committed)
      text.sample(.auditRecords, ["refused"], others.refused)
    }
    text.single(.rejectionsLeftOut, rejectionsLeftOut.value)
    if let cache = others.cache { writeCache(cache, &text) }
    if let end = others.certificateEnd { writeTLS(end, &text) }
    if let status = others.store { writeStore(status, &text) }
  }

  private func writeStore(_ status: StoreHealth.Status, _ text: inout PrometheusText) {
    text.single(.stateAvailable, status.condition == .available ? 1 : 0)
    text.family(.stateDegradations) { text in
      for outage in RedisOutage.allCases where store.degradations(outage) > 0 {
        text.sample(.stateDegradations, [JSONString("\(outage.code)")], store.degradations(outage))
      }
    }
    text.family(.stateCommands) { text in
      for result in StoreMetrics.Result.allCases {
        text.sample(.stateCommands, [JSONString("\(result.label)")], store.commands(result))
      }
    }
    text.family(.stateReplyTime) { $0.histogram(.stateReplyTime, [], store.replyTime) }
    text.single(.sharedLimitCalls, sharedLimits.calls.value)
    text.single(.sharedLimitStockGrants, sharedLimits.stockGrants.value)
    text.family(.sharedLimitAlone) { text in
      for decision in AloneDecision.allCases {
        text.sample(.sharedLimitAlone, [JSONString("\(decision.label)")], sharedLimits.alone(decision))
      }
    }
  }

  /// - Parameter end: when the listener's certificate ends.
  private func writeTLS(_ end: Int, _ text: inout PrometheusText) {
    text.family(.handshakeFailures) { text in
      for failure in HandshakeFailure.allCases {
        text.sample(.handshakeFailures, [JSONString("\(failure.label)")], handshakeFailures(failure))
      }
    }
    text.single(.certificateEnd, UInt64(max(0, end)))
  }

  private func writeCache(_ cache: ResponseCache, _ text: inout PrometheusText) {
    let statistics = cache.statistics
    text.family(.cacheRequests) { text in
      for mark in CacheMark.allCases {
        text.sample(.cacheRequests, [JSONString("\(mark.label)")], cachedRequests(mark))
      }
    }
    text.single(.cacheEvictions, UInt64(statistics.evictions))
    text.single(.cacheEntries, UInt64(statistics.entries))
    text.single(.cacheBytes, UInt64(statistics.bytes))
    text.single(.cacheUnreadable, UInt64(cache.unreadableValues))
  }

  /// What dashboards of the release before ask for.
  private func writeFormer(_ text: inout PrometheusText) {
    let providers = providers
    writeTokens(.formerTokens, providers, &text)
    text.family(.formerCost) { text in
      for provider in providers { text.sample(.formerCost, [provider.label], provider.costNanodollars.value) }
    }
  }
}

/// What others know, for the scrape: the audit log, the bodies in memory, the listener's certificate. Read at the moment of
/// the scrape.
package struct OtherMetrics: Sendable {
  package var appended: UInt64
  package var committed: UInt64
  package var refused: UInt64
  package var bodyBytes: UInt64
  /// In seconds since 1970; nil without TLS.
  package var certificateEnd: Int?
  /// Nil where instances share nothing.
  package var store: StoreHealth.Status?
  /// Of providers with several.
  package var providerKeys: [(provider: JSONString, name: JSONString, isRefused: Bool)]

  /// Nil where no responses are kept.
  package var cache: ResponseCache?

  package init(
    appended: UInt64, committed: UInt64, refused: UInt64, bodyBytes: UInt64, certificateEnd: Int?,
    store: StoreHealth.Status? = nil, providerKeys: [(provider: JSONString, name: JSONString, isRefused: Bool)] = [],
    cache: ResponseCache? = nil
  ) {
    self.providerKeys = providerKeys
    self.cache = cache
    self.appended = appended
    self.committed = committed
    self.refused = refused
    self.bodyBytes = bodyBytes
    self.certificateEnd = certificateEnd
    self.store = store
  }
}
