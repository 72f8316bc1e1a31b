/// Chooses one of several by their weights.
enum WeightedChoice {
  typealias Choice = (weight: Int, inFlight: Int, hash: UInt64)

  /// With `sticky` always the same one, as long as it is there: the best of as many hashes as it has weight (rendezvous
  /// hashing), so that one that is lost moves its own share and nothing else. Else a random one, unless it has more than
  /// twice its share of what is in flight: then the one that has least.
  ///
  /// - Parameter random: from 0 to 1, exclusive.
  static func index(
    of choices: [Choice], _ sticky: UInt64?, random: Double = Double.random(in: 0..<1)
  ) -> Int {
    if let sticky { return rendezvous(choices, sticky) }
    let all = choices.reduce(0) { $0 + $1.weight }
    var point = Int(random * Double(all))
    let drawn = choices.firstIndex { choice in
      point -= choice.weight
      return point < 0
    }
    let least = choices.indices.min { load(choices[$0]) < load(choices[$1]) }
    guard let drawn, let least else { return 0 }
    return load(choices[drawn]) > 2 * load(choices[least]) ? least : drawn
  }

  /// What is in flight for each unit of weight, and two more, so that small numbers do not count for much.
  private static func load(_ choice: Choice) -> Double { Double(choice.inFlight) / Double(choice.weight) + 2 }

  private static func rendezvous(_ choices: [Choice], _ sticky: UInt64) -> Int {
    var best = (index: 0, score: UInt64(0))
    for (index, choice) in choices.enumerated() {
      for number in 0..<UInt64(choice.weight) {
        let score = StickyHash.mixed(sticky ^ StickyHash.mixed(choice.hash &+ number &* 0x9E37_79B9_7F4A_7C15))
        if score >= best.score { best = (index, score) }
      }
    }
    return best.index
  }
}
