import JSONCore
import SchemaRuntime

/// What is read and written again is the same value, and writing that once more gives the same bytes.
enum WriterTarget {
  static func contradiction(in bytes: [UInt8]) -> String? {
    var reader = JSONReader(JSONBytes(bytes))
    guard let value = JSONValue(from: &reader), reader.finish() else { return nil }
    let once = written(value)
    var again = JSONReader(once)
    guard let same = JSONValue(from: &again), again.finish() else { return "what was written is not JSON" }
    guard same == value, same.hashValue == value.hashValue else { return "the value changed" }
    if written(same).bytes != once.bytes { return "the second writing differs" }
    return numbers(value)
  }

  private static func written(_ value: JSONValue) -> JSONBytes {
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.copy()
  }

  /// Every number as a double and as an integer: the shortest text reads back as the same bits.
  private static func numbers(_ value: JSONValue) -> String? {
    switch value {
    case .array(let elements): elements.lazy.compactMap(numbers).first
    case .object(let members): members.values.lazy.compactMap(numbers).first
    case .number(let decimal): number(decimal)
    case .null, .boolean, .string: nil
    }
  }

  private static func number(_ decimal: JSONDecimal) -> String? {
    var reader = JSONReader(JSONBytes(decimal.text))
    guard let double = reader.double() else { return nil }
    guard double == Double(decimal.text) else { return "the double of \(decimal.text) is not the nearest" }
    var writer = JSONWriter()
    writer.double(double)
    var again = JSONReader(writer.copy())
    return again.double() == double ? nil : "a double changed"
  }
}
