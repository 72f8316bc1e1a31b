/// Normalization form C (Unicode Standard Annex 15), as far as labels need it: characters that decompose to a single
/// one, or that composition leaves out, are not valid in labels and are passed over here. Only `IDNALabel` uses it.
enum Normalization {
  /// Whether the text is its own form C. Precondition: short (a label has 63 code points at most), since marks are
  /// sorted by insertion. Below U+0300 every text is.
  static func isComposed(_ text: [UInt32]) -> Bool {
    text.allSatisfy { $0 < 0x300 } || composed(ordered(text.flatMap(decomposed))) == text
  }

  /// 0 for what starts a new combination. A binary search over runs of code points.
  static func combiningClass(_ value: UInt32) -> UInt32 {
    var low = 0
    var high = classRuns.count
    while low < high {
      let middle = (low + high) / 2
      if classRuns[middle].range.upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < classRuns.count && classRuns[low].range.contains(value) ? classRuns[low].kind : 0
  }

  /// Fully: what the first half decomposes to as well. The second half never does.
  private static func decomposed(_ value: UInt32) -> [UInt32] {
    if let syllable = Hangul.decomposed(value) { return syllable }
    guard let pair = pairs[value] else { return [value] }
    return decomposed(pair.first) + [pair.second]
  }

  /// Marks sorted by class, those of one class in their order.
  private static func ordered(_ text: [UInt32]) -> [UInt32] {
    var text = text
    for index in text.indices {
      let kind = combiningClass(text[index])
      var position = index
      while kind > 0, position > 0, combiningClass(text[position - 1]) > kind {
        text.swapAt(position, position - 1)
        position -= 1
      }
    }
    return text
  }

  /// Joins each character with the last starter unless something between them blocks it (a mark of the same or a higher
  /// class).
  private static func composed(_ text: [UInt32]) -> [UInt32] {
    var output: [UInt32] = []
    var starter: Int?
    /// Class of the last mark behind the starter that did not compose; 0 when there is none.
    var blocking: UInt32 = 0
    for value in text {
      let kind = combiningClass(value)
      let isAdjacent = starter.map { $0 == output.count - 1 } ?? false
      if let position = starter, isAdjacent || (blocking < kind && kind > 0),
        let joined = joined(output[position], value)
      {
        output[position] = joined
        continue
      }
      if kind == 0 { starter = output.count }
      blocking = kind
      output.append(value)
    }
    return output
  }

  /// Canonical composition of two characters; nil when there is none.
  private static func joined(_ first: UInt32, _ second: UInt32) -> UInt32? {
    Hangul.composed(first, second) ?? compositions[UInt64(first) << 32 | UInt64(second)]
  }

  /// Unpacked at the first label that is not ASCII, as all tables are.
  private static let pairs: [UInt32: (first: UInt32, second: UInt32)] = {
    var numbers = PackedNumbers(PackedNumbers.line(named: "pairs", of: NormalizationTable.text) ?? "")
    var pairs: [UInt32: (first: UInt32, second: UInt32)] = [:]
    var position: UInt32 = 0
    while let gap = numbers.next(), let first = numbers.next(), let second = numbers.next() {
      position += gap
      pairs[position] = (first, second)
    }
    return pairs
  }()

  /// `pairs` the other way round, with both characters in one word as the key.
  private static let compositions: [UInt64: UInt32] = Dictionary(
    uniqueKeysWithValues: pairs.map { (UInt64($0.value.first) << 32 | UInt64($0.value.second), $0.key) })

  /// Runs of equal classes, in order; what is in no run has class 0.
  private static let classRuns: [(range: ClosedRange<UInt32>, kind: UInt32)] = {
    var numbers = PackedNumbers(PackedNumbers.line(named: "classes", of: NormalizationTable.text) ?? "")
    var runs: [(range: ClosedRange<UInt32>, kind: UInt32)] = []
    var position: UInt32 = 0
    while let gap = numbers.next(), let count = numbers.next(), let kind = numbers.next() {
      runs.append(((position + gap)...(position + gap + count - 1), kind))
      position += gap + count
    }
    return runs
  }()
}

/// Syllables are arithmetic: 19 leading consonants, 21 vowels, 27 trailing consonants or none. 588 is 21 times 28. A
/// table would have 11,172 entries.
private enum Hangul {
  static func decomposed(_ value: UInt32) -> [UInt32]? {
    guard (0xAC00...0xD7A3).contains(value) else { return nil }
    let index = value - 0xAC00
    let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
    return index % 28 == 0 ? letters : letters + [0x11A7 + index % 28]
  }

  /// A consonant and a vowel, or a syllable without a trailing consonant and one.
  static func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
    if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
      return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
    }
    guard (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(second) else {
      return nil
    }
    return first + second - 0x11A7
  }
}
