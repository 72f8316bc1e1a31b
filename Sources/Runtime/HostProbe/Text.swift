/// Reading the kernel's text, on bytes.
enum Text {
  /// Without empty ones.
  static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "\n")) }

  static func words(_ bytes: some Collection<UInt8>) -> [String] {
    bytes.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n") }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Without blanks and line ends around it; nil when nothing is left.
  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String? {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return nil }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// What follows `separator` in the first line that starts with `key`, blanks, and the separator. Stops there: most
  /// values wanted are near the beginning.
  static func value(of key: String, separator: Unicode.Scalar, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let line = rest[..<end]
      rest = rest[end...].dropFirst()
      guard line.starts(with: key.utf8) else { continue }
      let tail = line.dropFirst(key.utf8.count).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if tail.first == UInt8(truncatingIfNeeded: separator.value) { return tail.dropFirst() }
    }
    return nil
  }

  /// A finite decimal number; `Double` alone would also take "nan", "inf" and hexadecimal.
  static func decimal(_ word: String) -> Double? {
    guard word.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else { return nil }
    return Double(word)
  }
}
