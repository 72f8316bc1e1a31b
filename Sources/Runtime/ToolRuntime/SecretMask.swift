/// Replaces the secrets of a call wherever a program repeats them.
///
/// On whole texts, after a program has ended, so that it does not matter in which pieces a secret was written. What was
/// cut off by a limit may begin or end inside one: the rest of it is replaced, too.
struct SecretMask: Sendable {
  /// Shorter ones would be found in innocent text, and their replacement would tell where.
  static let shortest = 8
  static let mask = Array("[secret]".utf8)

  /// The longest first: one secret may be the beginning of another.
  private let secrets: [[UInt8]]
  private let begins: Set<UInt8>

  init(_ values: [[UInt8]]) {
    var seen: Set<[UInt8]> = []
    secrets = values.flatMap { Self.forms(of: $0) }.filter { $0.count >= Self.shortest && seen.insert($0).inserted }
      .sorted { $0.count > $1.count }
    begins = Set(secrets.compactMap(\.first))
  }

  var isEmpty: Bool { secrets.isEmpty }

  /// As it is, and as it is written in JSON.
  private static func forms(of secret: [UInt8]) -> [[UInt8]] {
    let isPlain = secret.allSatisfy { $0 != 0x22 && $0 != 0x5C && $0 != 0x2F }
    guard !isPlain else { return [secret] }
    let escaped = secret.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] }
    // Some writers escape the slash as well.
    return [secret, escaped, escaped.flatMap { $0 == 0x2F ? [0x5C, $0] : [$0] }]
  }

  /// - Parameters:
  ///   - isCutInFront: What was in front of the text is missing, so that it may begin with the end of a secret.
  ///   - isCutBehind: The same of its end.
  func apply(_ text: [UInt8], isCutInFront: Bool = false, isCutBehind: Bool = false) -> [UInt8] {
    guard !secrets.isEmpty, !text.isEmpty else { return text }
    var result: [UInt8] = []
    var index = isCutInFront ? endOfSecret(text) : 0
    if index > 0 { result += Self.mask }
    let end = isCutBehind ? text.count - beginningOfSecret(text[index...]) : text.count
    while index < end {
      if begins.contains(text[index]), let secret = secrets.first(where: { text[index...].starts(with: $0) }) {
        result += Self.mask
        index += secret.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    // Behind a whole secret there may be less than nothing left.
    if end < text.count, index <= end { result += Self.mask }
    return result
  }

  /// How many bytes at the beginning of the text are the end of a secret.
  private func endOfSecret(_ text: [UInt8]) -> Int {
    secrets.map { secret in
      (1..<secret.count).reversed().first { text.count >= $0 && secret.suffix($0).elementsEqual(text.prefix($0)) } ?? 0
    }.max() ?? 0
  }

  /// How many bytes at the end of the text are the beginning of a secret.
  private func beginningOfSecret(_ text: ArraySlice<UInt8>) -> Int {
    secrets.map { secret in
      (1..<secret.count).reversed().first { text.count >= $0 && secret.prefix($0).elementsEqual(text.suffix($0)) } ?? 0
    }.max() ?? 0
  }
}
