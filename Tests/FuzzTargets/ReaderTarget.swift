import JSONCore
import SchemaRuntime

/// Skipping, building a tree and reading a slice of a larger buffer are three ways through the same grammar.
enum ReaderTarget {
  static func contradiction(in bytes: [UInt8]) -> String? {
    let buffer = JSONBytes(bytes)
    var skipping = JSONReader(buffer)
    let skipped = skipping.skipValue() && skipping.finish()
    var building = JSONReader(buffer)
    let value = JSONValue(from: &building)
    let built = value != nil && building.finish()
    if skipped != built { return "skipping says \(skipped), building \(built)" }
    if !skipped, skipping.failure == .none { return "refused without a reason" }
    if !skipped, skipping.failureOffset > bytes.count { return "the error is reported behind the end" }
    return inTheMiddle(of: bytes, accepted: skipped)
  }

  /// The same text with other bytes around it.
  private static func inTheMiddle(of bytes: [UInt8], accepted: Bool) -> String? {
    let buffer = JSONBytes(Array("[\"".utf8) + bytes + Array("\n]}".utf8))
    var reader = JSONReader(buffer, range: 2..<bytes.count + 2)
    let result = reader.skipValue() && reader.finish()
    return result == accepted ? nil : "alone \(accepted), inside a larger buffer \(result)"
  }
}
