/// What a request took, in tokens, the same for every provider. Parts are parts: `cached` and `cacheWrite` are in
/// `prompt`, `cacheWrite1h` is in `cacheWrite`, `reasoning` is in `completion`.
public struct Usage: Sendable, Hashable {
  /// All of the request, whether read from a cache, written to one, or neither.
  public var prompt = 0
  /// Read from the provider's cache.
  public var cached = 0
  /// Written to the provider's cache.
  public var cacheWrite = 0
  /// Written to be kept for an hour.
  public var cacheWrite1h = 0
  public var audioPrompt = 0
  /// All of the answer.
  public var completion = 0
  public var reasoning = 0
  public var audioCompletion = 0

  public init() {}

  /// Every token in exactly one of these: what prices are multiplied with. A part that is larger than its whole is
  /// believed, and the whole without it is nothing.
  public struct Buckets: Sendable, Hashable {
    public let input: Int
    public let cacheRead: Int
    public let cacheWrite: Int
    public let cacheWrite1h: Int
    public let audioInput: Int
    public let output: Int
    public let audioOutput: Int
  }

  public var buckets: Buckets {
    Buckets(
      input: max(0, prompt - cached - cacheWrite - audioPrompt), cacheRead: cached,
      cacheWrite: max(0, cacheWrite - cacheWrite1h), cacheWrite1h: cacheWrite1h, audioInput: audioPrompt,
      output: max(0, completion - audioCompletion), audioOutput: audioCompletion)
  }
}
