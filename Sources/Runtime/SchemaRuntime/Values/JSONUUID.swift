public import JSONCore

/// `format: uuid`. Equal when the 128 bits are: capital and small letters make no difference, but are kept.
public struct JSONUUID: FormattedText {
  public static let format = Format.uuid
  public let text: JSONString

  @inlinable public init(checked text: JSONString) { self.text = text }

  /// The 16 bytes, in the order of the text.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.utf8Count {
      if text[index] == 0x2D { index += 1 }
      bytes.append(Self.nibble(text[index]) << 4 | Self.nibble(text[index + 1]))
      index += 2
    }
    return bytes
  }

  /// The value of a hexadecimal digit; the format has made sure of it.
  private static func nibble(_ byte: UInt8) -> UInt8 { byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57 }

  /// The UUID of these bytes, written in small letters (RFC 4122, 3); nil unless there are 16.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    self.init(checked: JSONString(text))
  }

  public static func == (left: JSONUUID, right: JSONUUID) -> Bool {
    // Most equal ones are written alike; else the case of letters does not count.
    left.text == right.text || left.bytes == right.bytes
  }

  /// By the bytes: equal UUIDs may be written in two ways.
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
