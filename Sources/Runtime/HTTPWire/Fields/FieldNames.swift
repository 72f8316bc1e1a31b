/// The first 24 bytes of a field's name in lower case, zeros behind its end, and its length: three comparisons instead
/// of a loop, as names are case-insensitive (RFC 9110, 5.1).
struct FieldName: Equatable, Sendable {
  var first: UInt64
  var second: UInt64 = 0
  var third: UInt64 = 0
  var length: Int

  @inline(__always)
  init(_ first: UInt64, _ second: UInt64, _ third: UInt64, length: Int) {
    self.first = first
    self.second = second
    self.third = third
    self.length = length
  }

  /// The name in a range that is not empty.
  @inline(__always)
  init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    let start = range.lowerBound
    length = range.upperBound &- start
    first = Words.lowercased(Words.prefix(bytes.word(at: start), length))
    if length > 8 { second = Words.lowercased(Words.prefix(bytes.word(at: start &+ 8), length &- 8)) }
    if length > 16 { third = Words.lowercased(Words.prefix(bytes.word(at: start &+ 16), length &- 16)) }
  }

  /// The name of a known field.
  init(_ field: HTTPField) { self.init(field.name) }

  /// A name in lower case.
  init(_ text: StaticString) {
    var bytes: [UInt8] = []
    bytes.append(text)
    let span = bytes.span
    self.init(span.word(at: 0), span.word(at: 8), span.word(at: 16), length: span.count)
  }

  /// Whether it begins with the name of a family of fields, which has at most 24 bytes.
  @inline(__always)
  func begins(with prefix: FieldName) -> Bool {
    length > prefix.length && first == Words.prefix(prefix.first, min(8, prefix.length))
      && Words.prefix(second, max(0, prefix.length &- 8)) == prefix.second
      && Words.prefix(third, max(0, prefix.length &- 16)) == prefix.third
  }
}

/// Finds known fields by their names: a hash table with as many slots as keep it sparse, compared word by word.
struct FieldNames: Sendable {
  private static let bits: UInt64 = 7
  private static let mask = (1 << Int(bits)) - 1

  private var names = [FieldName](repeating: FieldName(0, 0, 0, length: 0), count: mask + 1)
  private var fields = [HTTPField](repeating: .other, count: mask + 1)
  private static let xRateLimit = FieldName(.xRateLimit)
  private static let anthropicRateLimit = FieldName(.anthropicRateLimit)

  static let known = FieldNames()

  private init() {
    for field in HTTPField.allCases where field != .other && !field.isFamily {
      let name = FieldName(field)
      precondition(name.length <= 24)
      var slot = Self.slot(name)
      while fields[slot] != .other { slot = (slot + 1) & Self.mask }
      fields[slot] = field
      names[slot] = name
    }
  }

  /// The top seven bits of a product: 128 slots for some 45 names.
  @inline(__always)
  private static func slot(_ name: FieldName) -> Int {
    let mixed = (name.first ^ name.second &* 3 ^ name.third &* 5 ^ UInt64(name.length)) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed &>> (64 - bits))
  }

  /// The field of that name. A longer name of which 24 bytes agree has another length.
  @inline(__always)
  func field(_ name: FieldName) -> HTTPField {
    var slot = Self.slot(name)
    while fields[slot] != .other {
      if names[slot] == name { return fields[slot] }
      slot = (slot &+ 1) & Self.mask
    }
    return Self.family(name)
  }

  /// Names that only begin like one: rate limits have a field for each unit and model family.
  private static func family(_ name: FieldName) -> HTTPField {
    if name.begins(with: xRateLimit) { return .xRateLimit }
    return name.begins(with: anthropicRateLimit) ? .anthropicRateLimit : .other
  }
}
