import Synchronization

/// Where one request counts.
final class RequestSeries: Sendable {
  let model: ModelSeries
  let key: KeySeries

  init(_ model: ModelSeries, _ key: KeySeries) {
    self.model = model
    self.key = key
  }
}

/// Of an operation, a provider and a model.
final class ModelSeries: Sendable {
  /// Errors beyond count as `other`: the codes are a closed list, which may be long.
  private static let mostErrors = 16

  let duration = Histogram.ofSeconds()
  let firstChunk = Histogram.ofSeconds()
  let input = Histogram.ofTokens()
  let output = Histogram.ofTokens()
  private let failed = Mutex<[String: Histogram]>([:])

  /// Durations of what failed with this code.
  func failed(_ code: String) -> Histogram {
    failed.withLock { failed in
      let code = failed[code] == nil && failed.count >= Self.mostErrors ? "other" : code
      if let known = failed[code] { return known }
      let made = Histogram.ofSeconds()
      failed[code] = made
      return made
    }
  }

  var failures: [(code: String, histogram: Histogram)] {
    failed.withLock { $0.map { ($0.key, $0.value) } }.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
  }
}

/// Of a provider, a model and a key.
final class KeySeries: Sendable {
  private let requests = InlineArray<6, Atomic<UInt64>> { _ in Atomic(0) }
  private let inputTokens = Atomic<UInt64>(0)
  private let outputTokens = Atomic<UInt64>(0)
  private let nanoDollars = Atomic<UInt64>(0)
  private let withoutCost = Atomic<UInt64>(0)

  func count(_ outcome: RequestOutcome) {
    requests[Int(outcome.rawValue)].wrappingAdd(1, ordering: .relaxed)
  }

  func count(input: UInt64, output: UInt64) {
    inputTokens.wrappingAdd(input, ordering: .relaxed)
    outputTokens.wrappingAdd(output, ordering: .relaxed)
  }

  func count(nanoDollars amount: UInt64) { nanoDollars.wrappingAdd(amount, ordering: .relaxed) }

  func countUnknownCost() { withoutCost.wrappingAdd(1, ordering: .relaxed) }

  func requests(_ outcome: RequestOutcome) -> UInt64 { requests[Int(outcome.rawValue)].load(ordering: .relaxed) }

  var input: UInt64 { inputTokens.load(ordering: .relaxed) }
  var output: UInt64 { outputTokens.load(ordering: .relaxed) }
  var costNanoDollars: UInt64 { nanoDollars.load(ordering: .relaxed) }
  var unknownCosts: UInt64 { withoutCost.load(ordering: .relaxed) }
}

extension RequestSeries {
  /// Counts a request that has ended.
  ///
  /// - Parameter isStream: only then does a first chunk say more than the end.
  func count(_ completion: borrowing CompletionRecord, isStream: Bool) {
    key.count(completion.outcome)
    let microseconds = completion.duration / 1000
    if completion.outcome == .success {
      model.duration.observe(microseconds)
    } else {
      model.failed(completion.error ?? "other").observe(microseconds)
    }
    if isStream, let first = completion.firstByte { model.firstChunk.observe(first / 1000) }
  }

  /// Only what is positive: a provider's negative count would take away from a number that must not go back.
  func count(prompt: Int, completion: Int) {
    let (input, output) = (UInt64(max(0, prompt)), UInt64(max(0, completion)))
    model.input.observe(input)
    model.output.observe(output)
    key.count(input: input, output: output)
  }

  /// - Parameter isUnknown: there is a cost, and none is known, or not all of it.
  func count(nanoDollars: Int?, isUnknown: Bool) {
    if let nanoDollars { key.count(nanoDollars: UInt64(max(0, nanoDollars))) }
    if isUnknown { key.countUnknownCost() }
  }
}
