import JSONCore
import TestData
import Testing

/// Random texts near the border between JSON and not JSON: libjansson must give the same result and read the same
/// value.
@Suite struct MutationTests {
  /// Written to hold every kind of token, and every known difference within a few mutations.
  private static let seeds = [
    #"{"a":[1,-2.5e+3,true,false,null,"x\u00e9\n😀"],"b":{"c":{},"d":[]}}"#,
    #"[0,-0,0.0,1E400,123456789012345678901234567890,1e-7,"\ud83d\ude00","\"\\\/\b\f\n\r\t"]"#,
    #"{"":"","a":"a","aa":"\u0000","é":"é","nested":[[[[[[1]]]]]]}"#, "  \t\r\n[ 1 , 2 ]\n", #""just text""#, "-12.5",
    #"{"k":1,"j":2,"k\u0031":3,"l":{"k":1}}"#, #"[{"a\u0000":1}]"#, #"{"k":{"k":1,"j":[{"a":1}]},"k":[2],"l":3}"#,
    "[9223372036854775807,-9223372036854775808,18446744073709551616,0.1234567,12345678.90123,4.9e-324,1.7e308]",
    String(repeating: "[", count: 513) + String(repeating: "]", count: 513),
  ].map { Array($0.utf8) }

  /// The files of JSONTestSuite, when they are here; the long ones of its files are one byte, repeated.
  private static let suite = ParsingSuiteTests.names("")
    .map { TestData.bytes("\(ParsingSuiteTests.folder)/\($0)") }.filter { $0.count <= 4096 }

  private static let pieces: [[UInt8]] =
    [
      "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "E", "+", " ", "\n", "true", "nul", "\\u",
      "d800",
      "\\udc00", "\u{0}", "\u{1f}", "\u{7f}", "é", "😀", "\"a\"", "\"k\":1,", "/", "'", "\u{feff}",
    ].map { Array($0.utf8) } + [
      [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
    ]

  private static func mutate(_ text: inout [UInt8], _ random: inout FixedRandom) {
    let position = Int.random(in: 0...text.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: text.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: position)
    case 1: text.removeSubrange(position..<min(position + Int.random(in: 1...3, using: &random), text.count))
    case 2: if position < text.count { text[position] = UInt8.random(in: 0...255, using: &random) }
    case 3:
      let other = seeds.randomElement(using: &random) ?? []
      let start = Int.random(in: 0...other.count, using: &random)
      text.insert(
        contentsOf: other[start..<min(start + Int.random(in: 1...12, using: &random), other.count)], at: position)
    default:
      let end = min(position + Int.random(in: 1...8, using: &random), text.count)
      text.insert(contentsOf: text[position..<end], at: position)
    }
  }

  /// How often each outcome came, over `count` texts.
  private static func compare(_ count: Int, seed: Int) -> [Agreement: Int] {
    let sources = seeds + suite
    var random = FixedRandom(seed: UInt64(seed))
    var found: [Agreement: Int] = [:]
    for _ in 0..<count {
      let source = Bool.random(using: &random) ? seeds : sources
      var text = source.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&text, &random) }
      let agreement = Agreement(on: text)
      if agreement == .none { Issue.record("\(text): \(outcome(text)), \(Jansson.refusal(of: text) ?? "accepted")") }
      found[agreement, default: 0] += 1
    }
    return found
  }

  @Test func libjanssonAgreesOnValidityAndValues() async {
    let found = await withTaskGroup(of: [Agreement: Int].self) { group in
      for seed in 0..<4 { group.addTask { Self.compare(50_000, seed: seed) } }
      return await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    #expect(found[.none] == nil)
    #expect(found.values.reduce(0, +) == 200_000)
    // A difference that never comes would be one that nobody has looked at.
    for agreement in Agreement.allCases where agreement != .none {
      #expect(found[agreement, default: 0] > 10, "\(agreement): \(found)")
    }
  }

  @Test func everyPrefixIsRejectedOrJSON() {
    for bytes in Self.seeds.dropLast() {
      for end in bytes.indices {
        let prefix = Array(bytes[..<end])
        #expect((outcome(prefix) == .none) == (Jansson.refusal(of: prefix) == nil), "\(prefix)")
      }
    }
  }
}
