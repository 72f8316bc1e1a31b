/// What the first bytes of a body show it to be.
enum BodyOpening {
  /// A JSON object.
  case object
  /// Server-sent events.
  case events
  /// Too few bytes of what may be events.
  case undecided
  case other

  /// A byte order mark, which may be in front of either.
  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// The fields of an event stream.
  private static let fields = ["data:", "event:", "id:", "retry:", ":"].map { Array($0.utf8) }

  init(_ bytes: Span<UInt8>) {
    if bytes[0] == UInt8(ascii: "{") {
      self = .object
      return
    }
    guard bytes[0] == Self.mark[0] else {
      self.init(text: bytes)
      return
    }
    switch Self.compare(Self.mark, bytes) {
    case .events where bytes.count == Self.mark.count, .undecided: self = .undecided
    case .events: self.init(text: bytes.extracting(Self.mark.count..<bytes.count))
    case .object, .other: self = .other
    }
  }

  static func isMarked(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > mark.count && compare(mark, bytes) == .events
  }

  private init(text: Span<UInt8>) {
    self = text[0] == UInt8(ascii: "{") ? .object : .other
    for field in Self.fields {
      let found = Self.compare(field, text)
      if found != .other { self = found }
    }
  }

  /// `events` when the text begins with the field, `undecided` when it may.
  private static func compare(_ field: [UInt8], _ text: Span<UInt8>) -> BodyOpening {
    let count = min(field.count, text.count)
    for index in 0..<count where text[index] != field[index] { return .other }
    return count == field.count ? .events : .undecided
  }
}
