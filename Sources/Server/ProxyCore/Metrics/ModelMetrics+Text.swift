import JSONCore

extension ModelMetrics {
  /// Sorted by name, so that one scrape can be compared with another.
  func write(to text: inout PrometheusText) {
    let all = snapshot
    writeModels(all.models.sorted { Self.isBefore($0.labels, $1.labels) }, &text)
    writeKeys(all.keys.sorted { Self.isBefore($0.labels, $1.labels) }, &text)
  }

  private func writeModels(_ all: [(labels: [JSONString], series: ModelSeries)], _ text: inout PrometheusText) {
    text.family(.duration) { text in
      for (labels, series) in all {
        text.histogram(.duration, labels + [""], series.duration)
        for (code, histogram) in series.failures { text.histogram(.duration, labels + [JSONString(code)], histogram) }
      }
    }
    text.family(.firstChunk) { text in
      for (labels, series) in all { text.histogram(.firstChunk, labels, series.firstChunk) }
    }
    text.family(.tokenUsage) { text in
      for (labels, series) in all {
        text.histogram(.tokenUsage, labels + ["input"], series.input)
        text.histogram(.tokenUsage, labels + ["output"], series.output)
      }
    }
  }

  private func writeKeys(_ all: [(labels: [JSONString], series: KeySeries)], _ text: inout PrometheusText) {
    text.family(.requests) { text in
      for (labels, series) in all {
        for outcome in RequestOutcome.allCases where series.requests(outcome) > 0 {
          text.sample(.requests, labels + [outcome.text], series.requests(outcome))
        }
      }
    }
    text.family(.tokens) { text in
      for (labels, series) in all {
        text.sample(.tokens, labels + ["input"], series.input)
        text.sample(.tokens, labels + ["output"], series.output)
      }
    }
    text.family(.cost) { text in
      for (labels, series) in all { text.sample(.cost, labels, nanoDollars: series.costNanoDollars) }
    }
    text.family(.unknownCosts) { text in
      for (labels, series) in all { text.sample(.unknownCosts, labels, series.unknownCosts) }
    }
  }

  private static func isBefore(_ left: [JSONString], _ right: [JSONString]) -> Bool {
    for (one, other) in zip(left, right) where one != other {
      return one.bytes.lexicographicallyPrecedes(other.bytes)
    }
    return false
  }
}
