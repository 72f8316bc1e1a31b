import JSONCore
import SchemaRuntime

/// A set of strings that holds every string a schema admits, perhaps more: what is proved of it is true of the schema.
///
/// Lengths stay beside the automata, since a bound of thousands of code points would multiply their states.
struct StringSet: Sendable {
  /// Strings of a language with a number of code points.
  struct Part: Sendable {
    var language: Automaton
    var length: CountRange

    /// Bytes of the longest string; nil without a bound. A code point has up to four.
    var maxByteCount: Int? {
      let counted = length.maximum < Int.max / 4 ? length.maximum * 4 : nil
      guard let own = language.maxByteCount else { return counted }
      return min(own, counted ?? own)
    }

    /// The shortest string of the part that `other` accepts too.
    func witness(in other: Automaton) throws(PatternError) -> [UInt8]? {
      try language.intersect(other).shortestWitness(
        minCodePoints: length.minimum, maxCodePoints: length.maximum == .max ? nil : length.maximum)
    }

    func accepts(_ bytes: [UInt8]) -> Bool {
      language.accepts(bytes) && length.contains(bytes.count { $0 & 0xC0 != 0x80 })
    }
  }

  var parts: [Part]

  static let everything = StringSet(parts: [Part(language: .any, length: .any)])

  static func literals(_ texts: [[UInt8]]) throws(PatternError) -> StringSet {
    StringSet(parts: texts.isEmpty ? [] : [Part(language: try .literals(texts), length: .any)])
  }

  /// Bytes of the longest string; nil without a bound.
  var maxByteCount: Int? {
    var longest = 0
    for part in parts {
      guard let count = part.maxByteCount else { return nil }
      longest = max(longest, count)
    }
    return longest
  }

  func accepts(_ bytes: [UInt8]) -> Bool { parts.contains { $0.accepts(bytes) } }

  /// A string of the set that `language` accepts, nil when there is none. The first of `samples` that qualifies, or
  /// else the shortest.
  ///
  /// A sample that people recognise says more than the shortest string, which is often a single control character.
  func witness(in language: Automaton, samples: [String] = []) throws(PatternError) -> [UInt8]? {
    for sample in samples.map({ Array($0.utf8) }) where language.accepts(sample) && accepts(sample) { return sample }
    for part in parts { if let found = try part.witness(in: language) { return found } }
    return nil
  }

  /// A string of the set whose first byte is one of `bytes`, nil when there is none; samples as above.
  func witness(beginningWith bytes: ByteSet, samples: [String]) throws(PatternError) -> [UInt8]? {
    guard parts.contains(where: { $0.language.begins(with: bytes) }) else { return nil }
    return try witness(in: .startsWith(bytes), samples: samples)
  }

  /// A string of the set with a control character in it, nil when there is none.
  func witnessWithControl(butNUL: Bool = false) throws(PatternError) -> [UInt8]? {
    guard parts.contains(where: \.language.admitsControls) else { return nil }
    return try witness(in: PatternCompiler.compile("[\\u000\(butNUL ? 1 : 0)-\\u001F\\u007F-\\u009F]"))
  }

  func union(_ other: StringSet) -> StringSet { StringSet(parts: parts + other.parts) }

  /// Every pair of parts, empty ones left out: schemas with many branches stay small that way.
  func intersect(_ other: StringSet) throws(PatternError) -> StringSet {
    var result: [Part] = []
    for left in parts {
      for right in other.parts {
        let length = CountRange(
          minimum: max(left.length.minimum, right.length.minimum),
          maximum: min(left.length.maximum, right.length.maximum))
        let language = try left.language.intersectTexts(right.language)
        if !language.isEmpty, length.minimum <= length.maximum {
          result.append(Part(language: language, length: length))
        }
      }
    }
    return StringSet(parts: result)
  }

  /// The languages of all parts, lengths left out.
  func language() throws(PatternError) -> Automaton {
    var language = Automaton.empty
    for part in parts { language = try language.union(part.language) }
    return language
  }
}

extension Automaton {
  /// The strings both accept, for automata that accept nothing but valid UTF-8.
  fileprivate func intersectTexts(_ other: Automaton) throws(PatternError) -> Automaton {
    if other == .any { return self }
    return self == .any ? other : try intersect(other)
  }
}
