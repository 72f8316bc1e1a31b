/// Decides from the name of a value whether it must not be written down. Too much is redacted rather than too little.
enum SecretKeys {
  /// A name that holds one of these anywhere is secret, written in any way: `apiKey`, `API_KEY` and `x-api-key` are
  /// split into words and joined again.
  private static let parts = ["password", "passphrase", "secret", "authorization", "credential", "apikey", "cookie"]
    .map { Array($0.utf8) }
  /// A name with one of these as a whole word is secret: `api_key` is, `monkey` and `outputTokens` are not.
  private static let words = ["key", "keys", "token", "passwd", "auth", "bearer"].map { Array($0.utf8) }

  static func contain(_ name: String) -> Bool {
    let words = split(Array(name.utf8))
    if words.contains(where: { Self.words.contains($0) }) { return true }
    let joined = words.flatMap { $0 }
    return parts.contains { joined.containsRun($0) }
  }

  /// The words of `snake_case`, `kebab-case`, `dotted.names` and `camelCase`, in lower case.
  private static func split(_ name: [UInt8]) -> [[UInt8]] {
    var words: [[UInt8]] = [[]]
    var previousIsLower = false
    for byte in name {
      let isUpper = byte &- 0x41 < 26
      let isLetter = isUpper || byte &- 0x61 < 26 || byte >= 0x80
      // A digit or a sign ends a word, and so does a capital behind a small letter.
      if !isLetter || isUpper && previousIsLower { words.append([]) }
      if isLetter { words[words.count - 1].append(isUpper ? byte | 0x20 : byte) }
      previousIsLower = isLetter && !isUpper
    }
    return words
  }
}

extension [UInt8] {
  fileprivate func containsRun(_ run: [UInt8]) -> Bool {
    guard count >= run.count else { return false }
    return (0...count - run.count).contains { self[$0..<$0 + run.count].elementsEqual(run) }
  }
}
