import JSONCore
import LLMWire
import Testing

@testable import ProxyCore

@Suite struct WeightedChoiceTests {
  private func choices(_ weights: [Int], inFlight: [Int]? = nil) -> [WeightedChoice.Choice] {
    weights.indices.map { (weights[$0], inFlight?[$0] ?? 0, StickyHash.mixed(UInt64($0) &+ 77)) }
  }

  /// Where nothing is in flight the shares are those of the weights, exactly.
  @Test func followsTheWeights() {
    var counts = [0, 0, 0]
    for step in 0..<600 {
      counts[WeightedChoice.index(of: choices([3, 2, 1]), nil, random: (Double(step) + 0.5) / 600)] += 1
    }
    #expect(counts == [300, 200, 100])
  }

  @Test func leavesOutWhoHasTwiceItsShare() {
    #expect(WeightedChoice.index(of: choices([1, 1], inFlight: [2, 0]), nil, random: 0) == 0)
    #expect(WeightedChoice.index(of: choices([1, 1], inFlight: [3, 0]), nil, random: 0) == 1)
    // The same for its weight.
    #expect(WeightedChoice.index(of: choices([3, 1], inFlight: [6, 0]), nil, random: 0) == 0)
    #expect(WeightedChoice.index(of: choices([3, 1], inFlight: [7, 0]), nil, random: 0) == 1)
  }

  /// One that is lost moves its own share and nothing else, and shares follow the weights.
  @Test func staysTogether() {
    let all = choices([3, 2, 1])
    var counts = [0, 0, 0]
    for number in 0..<6000 {
      let sticky = StickyHash.mixed(UInt64(number))
      let index = WeightedChoice.index(of: all, sticky)
      counts[index] += 1
      #expect(WeightedChoice.index(of: all, sticky) == index)
      let rest = [all[0], all[2]]
      if index != 1 { #expect(WeightedChoice.index(of: rest, sticky) == (index == 0 ? 0 : 1)) }
    }
    for (count, expected) in zip(counts, [3000, 2000, 1000]) { #expect(abs(count - expected) < 200) }
  }

  private func hash(_ body: String, _ format: APIFormat = .openai, _ kind: RouteSettings.Stickiness) -> UInt64? {
    StickyHash.of(JSONBytes(copying: Array(body.utf8).span), format, kind)
  }

  @Test func readsWhatAConversationIsKnownBy() {
    let one = #"{"model":"m","prompt_cache_key":"k","messages":[{"role":"user","content":"a"}]}"#
    let same = #"{"messages":[{"role":"user","content":"b"}],"user":"u","prompt_cache_key":"k"}"#
    #expect(hash(one, .openai, .cacheKey) != nil && hash(one, .openai, .cacheKey) == hash(same, .openai, .cacheKey))
    #expect(hash(one, .openai, .off) == nil)
    let user = #"{"user":"u","messages":[]}"#
    #expect(hash(user, .openai, .cacheKey) == hash(#"{"user":"u"}"#, .openai, .conversation))
    let session = #"{"metadata":{"user_id":"s"},"messages":[]}"#
    #expect(hash(session, .anthropic, .cacheKey) != nil)
    #expect(hash(#"{"messages":[{"a":1}]}"#, .openai, .cacheKey) == nil)
  }

  @Test func readsHowAConversationBegins() {
    let start = #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a"}"#
    let first = hash(start + "]}", .openai, .conversation)
    #expect(first != nil)
    #expect(first == hash(start + #",{"role":"assistant","content":"x"}],"n":1}"#, .openai, .conversation))
    #expect(first != hash(#"{"messages":[{"role":"system","content":"t"}]}"#, .openai, .conversation))
    #expect(hash("{}", .openai, .conversation) == nil)
  }
}
