import JSONCore
import Testing

@testable import ProxyCore

@Suite struct ModelMetricsTests {
  private let metrics = ModelMetrics()
  private let provider = ProviderMetrics(name: "openai")

  private func find(_ model: JSONString, key: JSONString? = nil, succeeded: Bool = true) -> RequestSeries {
    metrics.find(nil, "openai", model, key: key, succeeded: succeeded).series
  }

  private var models: Set<JSONString> { Set(metrics.snapshot.models.map { $0.labels[2] }) }
  private var keys: Set<JSONString> { Set(metrics.snapshot.keys.map { $0.labels[2] }) }

  @Test func aModelGetsItsLabelWithItsFirstSuccess() {
    let failed = metrics.find(nil, "openai", "gpt-5", key: nil, succeeded: false)
    #expect(!failed.isFinal)
    #expect(models == ["other"])
    let succeeded = metrics.find(nil, "openai", "gpt-5", key: nil, succeeded: true)
    #expect(succeeded.isFinal)
    #expect(succeeded.series.model !== failed.series.model)
    #expect(find("gpt-5", succeeded: false).model === succeeded.series.model)
  }

  @Test func modelsAndKeysBeyondTheLimitsAreOther() {
    metrics.adopt(ModelMetrics.Limits(models: 2, keys: 1))
    for number in 0..<50 { _ = find(JSONString("model-\(number)"), key: JSONString("key-\(number)")) }
    #expect(models == ["model-0", "model-1", "other"])
    #expect(keys == ["key-0", "other"])
    // What has a label keeps it, whatever a reload brings.
    metrics.adopt(ModelMetrics.Limits(models: 0, keys: 0))
    _ = find("model-1", key: "key-0")
    _ = find("model-99", key: "key-99")
    #expect(models == ["model-0", "model-1", "other"])
    #expect(keys == ["key-0", "other"])
  }

  @Test func withoutAKeyOrAModelItIsNone() {
    _ = find("")
    #expect(models == ["none"])
    #expect(keys == ["none"])
  }

  @Test func errorsOfAModelAreBounded() {
    let series = ModelSeries()
    for number in 0..<40 { series.failed("code-\(number)").observe(1) }
    #expect(series.failures.count == 17)
    #expect(series.failures.first { $0.code == "other" }?.histogram.cumulative.last == 24)
  }

  @Test func theCacheKnowsWhatItHasFound() {
    var cache = SeriesCache()
    func find(_ model: JSONString, _ key: JSONString?, _ provider: ProviderMetrics, succeeded: Bool = true)
      -> RequestSeries
    {
      cache.find(nil, provider, model, key: key, succeeded: succeeded, in: metrics)
    }
    let other = ProviderMetrics(name: "groq")
    let first = find("gpt-5", "a", provider)
    #expect(find("gpt-5", "a", provider) === first)
    for (model, key, provider) in [("gpt-5", "b", provider), ("gpt-5", "a", other), ("gpt-6", "a", provider)] {
      #expect(find(JSONString(model), JSONString(key), provider).key !== first.key)
    }
    #expect(find("gpt-5", nil, provider).key !== first.key)
    #expect(find("gpt-5", "a", provider) === first)
    // More than it holds: what comes back counts in the same series.
    for number in 0..<40 { _ = find(JSONString("model-\(number)"), "a", provider) }
    #expect(find("gpt-5", "a", provider).key === first.key)
    #expect(find("gpt-5", "a", provider).model === first.model)
  }

  /// What has no label yet is looked for again.
  @Test func theCacheDoesNotKeepWhatHasNoLabelYet() {
    var cache = SeriesCache()
    let before = cache.find(nil, provider, "gpt-5", key: nil, succeeded: false, in: metrics)
    let after = cache.find(nil, provider, "gpt-5", key: nil, succeeded: true, in: metrics)
    #expect(before.model !== after.model)
  }
}
