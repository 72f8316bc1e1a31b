import JSONCore

/// How this package and libjansson agree on one text.
enum Agreement: CaseIterable {
  /// Both read the same value.
  case sameValue
  case bothRefuse
  /// A duplicate member: both reject it; made to take the last, both read the same value.
  case sameLastValue
  /// It keeps integers in 64 bits; here they have any size. Read as doubles they are the same.
  case integerBeyond64Bits
  /// It keeps other numbers as doubles and refuses what is beyond them; here every number is exact.
  case realBeyondDouble
  /// Its keys are C strings.
  case nulInKey
  /// It allows 2048 levels, the tests 512.
  case deeper
  /// It takes a raw NUL behind a number or a literal for white space.
  case rawNul
  /// No difference that is known.
  case none

  init(on text: [UInt8]) {
    let ours = outcome(text)
    switch Jansson.read(text) {
    case .value(let value):
      switch ours {
      case .none: self = Self.reads(text, value) ? .sameValue : .none
      case .tooDeep: self = Self.reads(text, value) ? .deeper : .none
      default: self = Self.hasRawNul(text, ours) ? .rawNul : .none
      }
    case .refusal(let reason):
      switch ours {
      case .none: self = Self.known(reason, text)
      case .duplicateKey where reason.contains("duplicate object key"): self = Self.onLastMembers(of: text)
      default: self = .bothRefuse
      }
    }
  }

  private static func reads(_ text: [UInt8], _ value: borrowing JanssonValue) -> Bool {
    var reader = JSONReader(JSONBytes(text), maxDepth: 2048)
    return value.isNext(in: &reader) && reader.finish()
  }

  /// What is accepted here and refused there.
  private static func known(_ reason: String, _ text: [UInt8]) -> Agreement {
    if reason.contains("too big") && reason.contains("integer") {
      switch Jansson.read(text, integersAsReals: true) {
      case .value(let value): return reads(text, value) ? .integerBeyond64Bits : .none
      case .refusal(let other): return known(other, text)
      }
    }
    if reason.contains("real number overflow") { return .realBeyondDouble }
    return reason.contains("NUL byte in object key") ? .nulInKey : .none
  }

  private static func hasRawNul(
    _ text: [UInt8], _ ours: JSONFailure, duplicateKeys: DuplicateKeys = .error
  ) -> Bool {
    guard ours == .unexpectedByte || ours == .trailingBytes, text.contains(0) else { return false }
    switch Jansson.read(text.map { $0 == 0 ? 0x20 : $0 }, duplicateKeys: duplicateKeys) {
    case .value: return true
    case .refusal: return false
    }
  }

  /// A text that both reject because of a duplicate member, read with the last one counting.
  private static func onLastMembers(of text: [UInt8]) -> Agreement {
    guard let last = JSONBytes(text).lastMembers(maxDepth: 512) else { return .none }
    let ours = outcome(last.bytes)
    switch Jansson.read(text, duplicateKeys: .last) {
    case .value(let value):
      if ours == .none { return reads(last.bytes, value) ? .sameLastValue : .none }
      return hasRawNul(text, ours, duplicateKeys: .last) ? .rawNul : .none
    case .refusal(let reason): return ours == .none ? known(reason, text) : .bothRefuse
    }
  }
}
