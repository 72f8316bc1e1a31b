import Digest
import System

/// The text of a key: `sk-slm-` id `-` secret. The id is public, eight lower-case hexadecimal digits; the secret is 256
/// random bits in 43 characters of base64url.
enum KeyText {
  static let prefix: StaticString = "sk-slm-"
  static let idStart = 7
  static let secretStart = 16
  static let count = 59

  /// The id of a text that has the form of a key, nil for any other.
  static func id(of text: Span<UInt8>) -> UInt32? {
    guard text.count == count, hasPrefix(text), text[secretStart - 1] == UInt8(ascii: "-") else { return nil }
    return id(text.extracting(idStart..<secretStart - 1))
  }

  /// Whether the text could have been meant as a key.
  static func hasPrefix(_ text: Span<UInt8>) -> Bool {
    guard text.count >= idStart else { return false }
    let start: InlineArray<7, UInt8> = [0x73, 0x6b, 0x2d, 0x73, 0x6c, 0x6d, 0x2d]
    for index in 0..<idStart where text[index] != start[index] { return false }
    return true
  }

  /// The number that eight lower-case hexadecimal digits are, nil for any other text.
  static func id(_ digits: Span<UInt8>) -> UInt32? {
    guard digits.count == 8 else { return nil }
    var number: UInt32 = 0
    for index in 0..<8 {
      switch digits[index] {
      case let digit where digit &- 0x30 < 10: number = number << 4 | UInt32(digit - 0x30)
      case let digit where digit &- 0x61 < 6: number = number << 4 | UInt32(digit - 0x61 + 10)
      default: return nil
      }
    }
    return number
  }

  static func digits(of id: UInt32) -> [UInt8] {
    Hexadecimal.digits(UInt64(id), count: 8)
  }

  /// The digest that is stored: of the 43 characters, so that one block of SHA-256 does.
  static func digest(of text: Span<UInt8>) -> SHA256Digest { SHA256.digest(text.extracting(secretStart..<count)) }
}

/// A whole key. It is given out once, when it is made; whatever prints it by mistake prints its public part.
package struct KeySecret: Sendable, CustomStringConvertible, CustomReflectable {
  private let text: [UInt8]

  /// A new one, from the kernel's generator.
  ///
  /// - Parameter id: of a key that has one already.
  static func random(id: UInt32? = nil) -> KeySecret {
    let id = id ?? UInt32(truncatingIfNeeded: RandomBits.word())
    let bits = (0..<4).map { _ in RandomBits.word() }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    // Six bits a character; the last has the four that are left and two zeros.
    let secret = (0..<43).map { character in
      let bitsOfCharacter = (0..<6).reduce(0) { value, offset in
        let bit = character * 6 + offset
        return value << 1 | (bit < 256 ? Int(bits[bit / 64] >> UInt64(63 - bit % 64) & 1) : 0)
      }
      return alphabet[bitsOfCharacter]
    }
    return KeySecret(
      text: Array("\(KeyText.prefix)".utf8) + KeyText.digits(of: id) + [UInt8(ascii: "-")] + secret)
  }

  private init(text: [UInt8]) { self.text = text }

  /// The key itself, to be handed to its owner and to nobody else.
  package func reveal() -> String { String(decoding: text, as: UTF8.self) }

  package var description: String {
    String(decoding: text[..<KeyText.secretStart], as: UTF8.self) + "(secret)"
  }

  package var customMirror: Mirror { Mirror(self, children: []) }

  var id: String { String(decoding: text[KeyText.idStart..<KeyText.secretStart - 1], as: UTF8.self) }
  var digest: SHA256Digest { KeyText.digest(of: text.span) }
}
