import JSONCore
import System

/// A line of the file: sixteen hexadecimal digits that check the rest of it, and then
///
///     + ID CREATED KEY PROVIDER [MODEL]     an id and its owner; KEY is "-" when there is none
///     - ID                                  an id that was forgotten
///
/// A later line counts more than an earlier one. A damaged line must not be believed in part: another digit of a key
/// would be another owner.
enum JournalRow {
  case remembered(ResponseID, ResponseOwner)
  case forgotten(ResponseID)

  /// Longer than any line can be: both names with every byte escaped, and what stands before them.
  static let longest = 2 * 3 * ResponseOwner.longestName + 256

  private static let lineFeed = UInt8(ascii: "\n")
  private static let space = UInt8(ascii: " ")
  private static let dash = UInt8(ascii: "-")
  private static let plus = UInt8(ascii: "+")
  private static let checkDigits = 16

  /// Puts the line at the end of a text, between two line feeds: what is before it may have been cut off in the
  /// middle, and damage to one line does not reach the next.
  func append(to text: inout [UInt8]) {
    text.append(Self.lineFeed)
    let start = text.count
    text += [UInt8](repeating: Self.space, count: Self.checkDigits + 1)
    switch self {
    case .remembered(let id, let owner):
      text += [Self.plus, Self.space] + id.bytes + [Self.space]
      text += Array(String(owner.created).utf8) + [Self.space]
      text += owner.key.map { Array(String($0).utf8) } ?? [Self.dash]
      for name in [owner.provider, owner.model] {
        guard let name else { continue }
        text.append(Self.space)
        EscapedName.append(name, to: &text)
      }
    case .forgotten(let id):
      text += [Self.dash, Self.space] + id.bytes
    }
    let check = Hexadecimal.digits(Self.checksum(text[(start + Self.checkDigits + 1)...]), count: Self.checkDigits)
    for (offset, digit) in check.enumerated() { text[start + offset] = digit }
    text.append(Self.lineFeed)
  }

  /// Nil for a line that is not, byte for byte, what `append` writes.
  init?(_ line: ArraySlice<UInt8>) {
    let start = line.startIndex + Self.checkDigits + 1
    guard start < line.endIndex, line[start - 1] == Self.space,
      let check = Self.number(line[..<(start - 1)], radix: 16), check == Self.checksum(line[start...])
    else { return nil }
    var fields = Fields(rest: line[start...])
    guard let kind = fields.next(), let id = fields.next().flatMap({ ResponseID($0.span) }) else { return nil }
    if kind.elementsEqual([Self.dash]), fields.isAtEnd {
      self = .forgotten(id)
      return
    }
    guard kind.elementsEqual([Self.plus]), let created = fields.next().flatMap({ Self.number($0, radix: 10) }),
      let keyText = fields.next(), let provider = fields.next().flatMap(EscapedName.read)
    else { return nil }
    let key = Self.number(keyText, radix: 10)
    if key == nil, !keyText.elementsEqual([Self.dash]) { return nil }
    let model = fields.next()
    let readModel = model.flatMap(EscapedName.read)
    guard fields.isAtEnd, model == nil || readModel != nil else { return nil }
    let owner = ResponseOwner(provider: provider, key: key, model: readModel, created: Int(clamping: created))
    guard owner.isWithinLimits else { return nil }
    self = .remembered(id, owner)
  }

  /// FNV-1a: a change of a single byte always changes it, any other damage all but once in 2^64. Against accidents,
  /// not against people: who may write the file needs no tricks.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return sum
  }

  /// The number that digits are, nil for anything else and for one of more than 64 bits.
  private static func number(_ digits: ArraySlice<UInt8>, radix: UInt64) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var number: UInt64 = 0
    for byte in digits {
      let digit = UInt64(byte &- 0x30 < 10 ? byte &- 0x30 : byte &- 0x61 < 6 ? byte &- 0x57 : 0xFF)
      let (product, isOver) = number.multipliedReportingOverflow(by: radix)
      let (sum, isAbove) = product.addingReportingOverflow(digit)
      guard digit < radix, !isOver, !isAbove else { return nil }
      number = sum
    }
    return number
  }

  /// What single spaces separate.
  private struct Fields {
    var rest: ArraySlice<UInt8>
    var isAtEnd = false

    mutating func next() -> ArraySlice<UInt8>? {
      if isAtEnd { return nil }
      let end = rest.firstIndex(of: JournalRow.space)
      defer {
        isAtEnd = end == nil
        rest = end.map { rest[($0 + 1)...] } ?? []
      }
      return rest[..<(end ?? rest.endIndex)]
    }

    init(rest: ArraySlice<UInt8>) { self.rest = rest }
  }
}

/// Names as a line has them: printable ASCII as it is, any other byte and `%` as `%` and two hexadecimal digits.
private enum EscapedName {
  private static let percent = UInt8(ascii: "%")

  static func append(_ name: JSONString, to text: inout [UInt8]) {
    for byte in name.bytes {
      if (0x21...0x7E).contains(byte), byte != percent {
        text.append(byte)
      } else {
        text += [percent] + Hexadecimal.digits(UInt64(byte), count: 2)
      }
    }
  }

  /// Nil for what is not UTF-8 or not escaped like that.
  static func read(_ text: ArraySlice<UInt8>) -> JSONString? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] != percent {
        bytes.append(text[index])
        index += 1
        continue
      }
      guard index + 2 < text.endIndex, let high = digit(text[index + 1]), let low = digit(text[index + 2]) else {
        return nil
      }
      bytes.append(high << 4 | low)
      index += 3
    }
    return JSONString(validating: bytes)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    byte &- 0x30 < 10 ? byte &- 0x30 : byte &- 0x61 < 6 ? byte &- 0x57 : nil
  }
}
