import JSONCore

/// Reading a few members of a message that somebody else wrote, whatever else is in it.
extension JSONReader {
  /// Goes through the object that comes next. With a member's name as token and its value ahead, `take` either takes
  /// the value and returns whether that went well, or returns nil to have it passed over.
  @inline(__always)
  mutating func walkMembers(_ take: (inout JSONReader) -> Bool?) -> Bool {
    guard beginObject() else { return false }
    var isFirst = true
    while true {
      switch nextMember(first: isFirst) {
      case .end: return true
      case .failed: return false
      case .name:
        isFirst = false
        guard take(&self) ?? passValue() else { return false }
      }
    }
  }

  /// Goes through the array that comes next; `take` takes an element.
  @inline(__always)
  mutating func walkElements(_ take: (inout JSONReader) -> Bool) -> Bool {
    guard beginArray() else { return false }
    if emptyArray() { return true }
    repeat {
      guard take(&self) else { return false }
    } while comma()
    return endArray()
  }

  /// The same for an object that may be something else, such as null: that is passed over.
  @inline(__always)
  mutating func walkMembersIfObject(_ take: (inout JSONReader) -> Bool?) -> Bool {
    peek() == UInt8(ascii: "{") ? walkMembers(take) : passValue()
  }

  /// More tokens than any response has: what is above counts as this, so that sums and prices cannot overflow.
  static var greatestCount: Int { 1_000_000_000_000 }

  /// A count that comes next; `into` stays when the value is anything else. It stays as well when it is a count and a 0
  /// follows: what was used is not taken back, and many who write the protocol put 0 where they have nothing to report.
  mutating func takeCount(into count: inout Int?) -> Bool {
    guard let found = plainInteger() else { return takeUnusualCount(into: &count) }
    Self.take(found, into: &count)
    return true
  }

  @inline(__always)
  private static func take(_ found: Int, into count: inout Int?) {
    if found > 0 || found == 0 && count == nil { count = min(found, greatestCount) }
  }

  /// One that is written as a fraction or with an exponent, or is none.
  private mutating func takeUnusualCount(into count: inout Int?) -> Bool {
    let start = mark
    if let found = integer() {
      Self.take(found, into: &count)
      return true
    }
    // A count too large for 64 bits is still a count; a negative one is nothing.
    let isHuge = failure == .numberOutOfRange
    reset(to: start)
    if isHuge && peek() != UInt8(ascii: "-") { count = Self.greatestCount }
    return passValue()
  }

  /// A string that comes next, as the reader's token in the call; anything else is passed over.
  @inline(__always)
  mutating func takeToken(_ take: (borrowing JSONReader) -> Void) -> Bool {
    guard peek() == UInt8(ascii: "\"") else { return passValue() }
    guard string() else { return false }
    take(self)
    return true
  }

  /// A string that comes next; `into` stays when the value is anything else.
  mutating func takeText(into text: inout ShortText) -> Bool {
    guard peek() == UInt8(ascii: "\"") else { return passValue() }
    guard string() else { return false }
    text = withToken { ShortText($0) }
    return true
  }
}
