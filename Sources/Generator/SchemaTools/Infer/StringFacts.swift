import JSONCore
import SchemaRuntime

/// What is known of the strings at one location.
struct StringFacts {
  /// Distinct values that are kept; more than that is no enumeration.
  /// Above that a schema's author would not list them.
  private static let mostValues = 16
  /// Formats that are looked for, the most specific first. Those that almost any word has are not among them.
  private static let formats: [Format] = [.uuid, .dateTime, .date, .time, .ipv4, .ipv6, .email, .uri]

  private(set) var count = 0
  /// In code points.
  private(set) var shortest = Int.max
  private(set) var longest = 0
  /// Distinct values with the times each was seen; nil when they are too many or not all identifiers.
  private(set) var values: [JSONString: Int]? = [:]
  private var possible = StringFacts.formats

  /// Everything that is kept has a bound: lengths, at most 16 values, eight formats.
  mutating func observe(_ text: JSONString) {
    count += 1
    let length = text.codePointCount
    shortest = min(shortest, length)
    longest = max(longest, length)
    // One string that does not fit is enough: the schema must accept every sample.
    possible.removeAll { !Self.has(text, $0) }
    guard values != nil else { return }
    if Identifier.isPlain(text) {
      // The sample's buffer is not kept for the sake of one word.
      if let seen = values?[text] { values?[text] = seen + 1 } else { values?[text.detached()] = 1 }
    }
    if !Identifier.isPlain(text) || (values?.count ?? 0) > Self.mostValues { values = nil }
  }

  mutating func merge(_ other: StringFacts) {
    count += other.count
    shortest = min(shortest, other.shortest)
    longest = max(longest, other.longest)
    possible.removeAll { !other.possible.contains($0) }
    guard let mine = values, let theirs = other.values else { return values = nil }
    let all = mine.merging(theirs, uniquingKeysWith: +)
    values = all.count > Self.mostValues ? nil : all
  }

  private static func has(_ text: JSONString, _ format: Format) -> Bool {
    // `a:b` is a URI, too, but nobody means it.
    let bytes = text.bytes
    if format == .uri, !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0x2F && $1 == 0x2F }) { return false }
    return format.isValid(bytes)
  }

  /// The format that every string has.
  var format: Format? { count > 0 ? possible.first : nil }

  /// The values in byte order, when they are few and each was seen often enough to be no chance.
  var enumeration: [JSONString]? {
    guard let values, count >= 8, values.count * 4 <= count else { return nil }
    return values.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}

/// Words that may be written into a schema: short, plain, and nothing that looks like a secret.
enum Identifier {
  static func isPlain(_ text: JSONString) -> Bool {
    let bytes = text.bytes
    guard let first = bytes.first, bytes.count <= 32, isLetter(first) else { return false }
    let isWord = bytes.allSatisfy { isLetter($0) || isDigit($0) || [0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains($0) }
    return isWord && !looksRandom(bytes)
  }

  /// Letters and digits in turn, as in keys and hashes.
  private static func looksRandom(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 10 else { return false }
    let turns = zip(bytes, bytes.dropFirst()).count { isDigit($0) != isDigit($1) }
    return turns >= 4 || bytes.count(where: isDigit) >= 6
  }

  /// Whether a member of this name may hold something secret, whatever its value looks like.
  static func isSecretName(_ name: JSONString) -> Bool {
    let lower = name.bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    return [
      "passw", "secret", "token", "apikey", "api_key", "auth", "credential", "cookie", "session", "signature", "pin",
    ]
    .contains { word in contains(lower, Array(word.utf8)) }
  }

  private static func contains(_ text: [UInt8], _ word: [UInt8]) -> Bool {
    guard text.count >= word.count else { return false }
    return (0...text.count - word.count).contains { text[$0..<$0 + word.count].elementsEqual(word) }
  }

  /// Whether names of members are rather keys of a map: they have digits, or nothing of a word.
  static func isKeyLike(_ name: JSONString) -> Bool { name.bytes.contains(where: isDigit) || !isPlain(name) }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
