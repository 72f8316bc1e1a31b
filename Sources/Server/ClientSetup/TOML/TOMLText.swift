/// Values as TOML writes them.
enum TOMLText {
  static func quoted(_ text: String) -> [UInt8] {
    var out: [UInt8] = [0x22]
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: out += [0x5C, byte]
      case 0x0A: out += "\\n".utf8
      case 0x09: out += "\\t".utf8
      case 0x0D: out += "\\r".utf8
      case 0..<0x20, 0x7F: out += "\\u00".utf8 + hex(byte >> 4) + hex(byte & 15)
      default: out.append(byte)
      }
    }
    return out + [0x22]
  }

  private static func hex(_ digit: UInt8) -> [UInt8] { [digit < 10 ? 0x30 + digit : 0x37 + digit] }

  static func key(_ name: String) -> [UInt8] {
    !name.utf8.isEmpty && name.utf8.allSatisfy(EntryName.isPlain) ? name.bytes : quoted(name)
  }

  static func list(_ items: [String]) -> [UInt8] {
    [0x5B] + items.map(quoted).joined(separator: [0x2C, 0x20]) + [0x5D]
  }

  /// On one line, as TOML 1.0 has it.
  static func table(_ variables: [ServerEntry.Variable]) -> [UInt8] {
    let pairs = variables.map { key($0.name) + " = ".utf8 + quoted($0.value) }
    return "{ ".bytes + pairs.joined(separator: [0x2C, 0x20]) + " }".bytes
  }
}
