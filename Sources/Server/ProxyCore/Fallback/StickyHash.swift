import JSONCore
import LLMWire

/// What keeps requests of one conversation at one target.
enum StickyHash {
  /// FNV-1a, mixed: no secret is in it, and who chooses the text chooses among targets that it may use anyway.
  static func of(_ text: Span<UInt8>, from start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
    var hash = start
    for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3 }
    return mixed(hash)
  }

  /// Every bit of the result depends on every bit of the value (SplitMix64).
  static func mixed(_ value: UInt64) -> UInt64 {
    var hash = value &+ 0x9E37_79B9_7F4A_7C15
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash >> 31)
  }

  /// Nil where the request says nothing of the kind.
  static func of(_ body: JSONBytes, _ format: APIFormat, _ stickiness: RouteSettings.Stickiness) -> UInt64? {
    if stickiness == .off { return nil }
    let conversation = ConversationText(body, format: format)
    if let name = conversation.name { return name.withSpan { of($0) } }
    guard stickiness == .conversation, !conversation.beginnings.isEmpty else { return nil }
    return body.withSpan(0..<body.count) { text in
      conversation.beginnings.reduce(0) { of(text.extracting($1), from: $0 ^ 0xCBF2_9CE4_8422_2325) }
    }
  }
}
