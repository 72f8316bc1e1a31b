/// What a request took, in tokens, the same for every provider. Parts are parts: `cached` and `cacheWrite` are in
/// `prompt`, `cacheWrite1h` is in `cacheWrite`, `reasoning` is in `completion`.
package struct Usage: Sendable, Hashable {
  /// All of the request, whether read from a cache, written to one, or neither.
  package var prompt = 0
  /// Read from the provider's cache.
  package var cached = 0
  /// Written to the provider's cache.
  package var cacheWrite = 0
  /// Written to be kept for an hour.
  package var cacheWrite1h = 0
  package var audioPrompt = 0
  /// All of the response.
  package var completion = 0
  package var reasoning = 0
  package var audioCompletion = 0
  /// Searches that the provider has made for the response and charges for one by one.
  package var webSearches = 0

  package init() {}

  /// What is known when `later` is reported after this: its counts, and those of this where it has 0.
  func followed(by later: Usage) -> Usage {
    var usage = later
    if later.prompt == 0 { usage.prompt = prompt }
    if later.cached == 0 { usage.cached = cached }
    if later.cacheWrite == 0 { usage.cacheWrite = cacheWrite }
    if later.cacheWrite1h == 0 { usage.cacheWrite1h = cacheWrite1h }
    if later.audioPrompt == 0 { usage.audioPrompt = audioPrompt }
    if later.completion == 0 { usage.completion = completion }
    if later.reasoning == 0 { usage.reasoning = reasoning }
    if later.audioCompletion == 0 { usage.audioCompletion = audioCompletion }
    if later.webSearches == 0 { usage.webSearches = webSearches }
    return usage
  }

  /// Every token in exactly one of these: what prices are multiplied with. A part that is larger than its whole is
  /// believed, and the whole without it is nothing.
  package struct Buckets: Sendable, Hashable {
    package let input: Int
    package let cacheRead: Int
    package let cacheWrite: Int
    package let cacheWrite1h: Int
    package let audioInput: Int
    package let output: Int
    package let audioOutput: Int
  }

  package var buckets: Buckets {
    Buckets(
      input: max(0, prompt - cached - cacheWrite - audioPrompt), cacheRead: cached,
      cacheWrite: max(0, cacheWrite - cacheWrite1h), cacheWrite1h: cacheWrite1h, audioInput: audioPrompt,
      output: max(0, completion - audioCompletion), audioOutput: audioCompletion)
  }
}
