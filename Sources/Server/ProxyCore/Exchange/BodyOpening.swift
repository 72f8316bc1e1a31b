/// What the first bytes of a body show it to be.
enum BodyOpening {
  /// A JSON object.
  case object
  /// Server-sent events.
  case events
  /// Too few bytes of what may be events.
  case undecided
  case other

  /// The fields of an event stream, and the mark that may come before them.
  private static let fields = ["data:", "event:", "id:", "retry:", ":", "\u{FEFF}"].map { Array($0.utf8) }

  init(_ bytes: Span<UInt8>) {
    if bytes[0] == UInt8(ascii: "{") {
      self = .object
      return
    }
    self = .other
    for field in Self.fields {
      let count = min(field.count, bytes.count)
      var isSame = true
      for index in 0..<count where bytes[index] != field[index] { isSame = false }
      if isSame { self = count == field.count ? .events : .undecided }
    }
  }
}
