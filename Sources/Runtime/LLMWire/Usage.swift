/// What a request took, in tokens, the same for every provider. Parts are parts: `cached` and `cacheWrite` are in
/// `prompt`, `cacheWrite1h` is in `cacheWrite`, `reasoning` and `outsideCompletion` are in `completion`.
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
  /// What the provider's total has and its own count of the completion has not: reasoning of Grok and Gemini.
  package var outsideCompletion = 0
  /// Searches that the provider has made for the response and charges for one by one.
  package var webSearches = 0
  /// What the provider charges for besides, with no price here: other tools of its own, other models it has asked.
  package var unpricedParts = 0

  package init() {}

  /// What is known when `later` is reported after this: its counts, and those of this where it has 0.
  func followed(by later: Usage) -> Usage {
    var usage = later
    if later.prompt == 0 { usage.prompt = prompt }
    if later.cached == 0 { usage.cached = cached }
    if later.cacheWrite == 0 { usage.cacheWrite = cacheWrite }
    if later.cacheWrite1h == 0 { usage.cacheWrite1h = cacheWrite1h }
    if later.audioPrompt == 0 { usage.audioPrompt = audioPrompt }
    if later.completion == 0 {
      usage.completion = completion
      usage.outsideCompletion = outsideCompletion
    }
    if later.reasoning == 0 { usage.reasoning = reasoning }
    if later.audioCompletion == 0 { usage.audioCompletion = audioCompletion }
    if later.webSearches == 0 { usage.webSearches = webSearches }
    if later.unpricedParts == 0 { usage.unpricedParts = unpricedParts }
    return usage
  }

  /// Adds what another call of the same model has used.
  mutating func add(_ other: Usage) {
    prompt += other.prompt
    cached += other.cached
    cacheWrite += other.cacheWrite
    cacheWrite1h += other.cacheWrite1h
    completion += other.completion
    reasoning += other.reasoning
    unpricedParts += other.unpricedParts
  }

  /// Takes the provider's total for what it is: what it has beyond the prompt is the completion, for some count reasoning
  /// nowhere else. Without a prompt it says nothing of its parts.
  mutating func believe(total: Int?) {
    guard let total, prompt > 0, total - prompt > completion else { return }
    outsideCompletion = total - prompt - completion
    completion = total - prompt
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
