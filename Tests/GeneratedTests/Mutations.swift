import JSONCore
import SchemaRuntime

/// A small deterministic generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension JSONValue {
  /// Values near the edges of the fixtures' checks.
  private static let pool: [JSONValue] = [
    "null", "true", "false", "0", "1", "1.0", "2", "-1", "3", "5", "15", "42", "42.0", "500", "501", "0.1", "0.01",
    "0.015", "0.3", "0.30000000000000004", "0.30000000000000004441", "0.30000000000000004442", "0.99", "1e-400", "1e3",
    "1e400", "-1000", "-1000.0000000001", "9007199254740993", "9223372036854775807", "18446744073709551616",
    "18446744073709551617", "\"\"", "\"a\"", "\"red\"", "\"abc\"", "\"long one\"", "\"abbbc\"", "\"a-1\"",
    "\"ééé\"", "\"😀😀😀😀\"", "\"2026-11-22T21:33:25Z\"", "\"2026-02-30\"", "\"2024-02-29\"", "\"::1\"",
    "\"10.0.0.1\"", "\"https://example.test/a?b#c\"", "\"a@b.test\"", "\"550e8400-e29b-41d4-a716-446655440000\"",
    "\"2.0\"", "\"stable\"", "[]", "{}", "[1]", "[1,1.0]", "[1,\"1\"]", "[[1]]", "{\"a\":1}", "{\"value\":1}",
    "{\"type\":\"text\",\"text\":\"x\"}", "{\"text\":\"x\",\"type\":\"text\"}",
    "{\"type\":\"image_url\",\"url\":\"u:x\"}",
    "{\"type\":\"audio\"}", "{\"x-a\":\"abcd\"}", "{\"x-known\":\"abc\",\"count\":1}",
  ].map { JSONValue(constant: $0) }

  /// A value that differs at one position or a few.
  func mutated(_ random: inout SplitMix) -> JSONValue {
    if Int.random(in: 0..<6, using: &random) == 0 { return Self.pool.randomElement(using: &random) ?? .null }
    switch self {
    case .null, .boolean, .number, .string: return Self.pool.randomElement(using: &random) ?? .null
    case .array(var elements):
      switch Int.random(in: 0..<4, using: &random) {
      case 0: elements.append(elements.randomElement(using: &random) ?? .null)
      case 1: if !elements.isEmpty { elements.removeLast() }
      default:
        guard let index = elements.indices.randomElement(using: &random) else { break }
        elements[index] = elements[index].mutated(&random)
      }
      return .array(elements)
    case .object(var members):
      let names = members.keys.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: members["unknown"] = Self.pool.randomElement(using: &random)
      case 1: if let name = names.randomElement(using: &random) { members[name] = nil }
      default:
        guard let name = names.randomElement(using: &random), let value = members[name] else { break }
        members[name] = value.mutated(&random)
      }
      return .object(members)
    }
  }
}
