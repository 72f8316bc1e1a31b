import LLMWire

func usage(
  _ prompt: Int, cached: Int = 0, written: Int = 0, hour: Int = 0, audio: Int = 0, completion: Int = 0,
  _ reasoning: Int = 0, _ audioCompletion: Int = 0, outside: Int = 0, searches: Int = 0, unpriced: Int = 0
) -> Usage {
  var usage = Usage()
  usage.prompt = prompt
  usage.cached = cached
  usage.cacheWrite = written
  usage.cacheWrite1h = hour
  usage.audioPrompt = audio
  usage.completion = completion
  usage.reasoning = reasoning
  usage.audioCompletion = audioCompletion
  usage.outsideCompletion = outside
  usage.webSearches = searches
  usage.unpricedParts = unpriced
  return usage
}

/// The same numbers in every run.
struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

/// One to three bytes or short runs of them flipped, cut out or doubled.
func mutated(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
  var bytes = bytes
  for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
    let position = Int.random(in: 0..<bytes.count, using: &random)
    let length = Int.random(in: 0...min(12, bytes.count - position), using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
    case 1: bytes[position] = Array(#"{}[]",:\0-e"#.utf8).randomElement(using: &random)!
    case 2: bytes.removeSubrange(position..<position + length)
    default: bytes.insert(contentsOf: bytes[position..<position + length], at: position)
    }
  }
  return bytes
}
