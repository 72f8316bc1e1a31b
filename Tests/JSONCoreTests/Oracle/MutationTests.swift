import JSONCore
import Testing

/// Random texts near the border between JSON and not JSON: libjansson must give the same verdict.
@Suite struct MutationTests {
  private static let seeds = [
    #"{"a":[1,-2.5e+3,true,false,null,"x\u00e9\n😀"],"b":{"c":{},"d":[]}}"#,
    #"[0,-0,0.0,1E400,123456789012345678901234567890,1e-7,"\ud83d\ude00","\"\\\/\b\f\n\r\t"]"#,
    #"{"":"","a":"a","aa":"\u0000","é":"é","nested":[[[[[[1]]]]]]}"#, "  \t\r\n[ 1 , 2 ]\n", #""just text""#, "-12.5",
    #"{"k":1,"j":2,"k\u0031":3,"l":{"k":1}}"#,
  ]

  private static let pieces: [[UInt8]] =
    [
      "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "E", "+", " ", "\n", "true", "nul", "\\u",
      "d800",
      "\\udc00", "\u{0}", "\u{1f}", "\u{7f}", "é", "😀", "\"a\"", "\"k\":1,", "/", "'", "\u{feff}",
    ].map { Array($0.utf8) } + [
      [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
    ]

  private static func mutate(_ text: inout [UInt8], _ random: inout FixedRandom) {
    let place = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: text.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
    case 1: text.removeSubrange(place..<min(place + Int.random(in: 1...3, using: &random), text.count))
    case 2: if place < text.count { text[place] = UInt8.random(in: 0...255, using: &random) }
    default:
      let end = min(place + Int.random(in: 1...8, using: &random), text.count)
      text.insert(contentsOf: text[place..<end], at: place)
    }
  }

  @Test(arguments: 0..<7)
  func libjanssonAgreesOnMutations(seed: Int) {
    var random = FixedRandom(seed: UInt64(seed))
    for _ in 0..<3000 {
      var text = Array(Self.seeds[seed].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.mutate(&text, &random) }
      let refusal = Jansson.refusal(of: text)
      let ours = verdict(text)
      if Differences.areAllowed(ours, refusal, in: text) { continue }
      #expect((ours == .none) == (refusal == nil), "\(text): \(ours), \(refusal ?? "accepted")")
    }
  }

  @Test func everyPrefixOfATextIsRefusedOrJSON() {
    for seed in Self.seeds {
      let bytes = Array(seed.utf8)
      for end in bytes.indices {
        let prefix = Array(bytes[..<end])
        #expect((verdict(prefix) == .none) == (Jansson.refusal(of: prefix) == nil), "\(prefix)")
      }
    }
  }
}
