import JSONCore
import SchemaRuntime

/// The result of every way of evaluating one instance.
struct InstanceEvaluation {
  private let depth = 512
  let interpreted: Bool
  let hasNoErrors: Bool
  let validated: Bool
  let decoded: Bool
  let failure: JSONFailure
  /// Nil when there is no decoded value to write.
  var written: String?

  init<Schema: SchemaType>(
    _ instance: JSONSlice, _ type: Schema.Type, _ interpreter: SchemaInterpreter, fills: Bool
  ) {
    interpreted = interpreter.isValid(instance, maxDepth: depth)
    hasNoErrors = interpreter.violations(instance, maxDepth: depth).isEmpty
    var reader = JSONReader(instance, maxDepth: depth)
    validated = Schema.validate(&reader) && reader.finish()
    reader = JSONReader(instance, maxDepth: depth)
    let value = Schema(from: &reader)
    decoded = value != nil && reader.finish()
    failure = reader.failure
    guard decoded, let value else { return }
    var writer = JSONWriter()
    value.write(to: &writer)
    written = Self.evaluateWritten(writer.copy(), instance, interpreter, fills: fills)
  }

  /// `T` when the instance is valid for all, `F` when it is for none; `R` when only decoding refuses it, because a
  /// number does not fit its Swift type.
  var word: String {
    if interpreted == validated, interpreted == hasNoErrors {
      if interpreted == decoded, written ?? "same" == "same" { return interpreted ? "T" : "F" }
      if interpreted, !decoded, failure == .numberOutOfRange { return "R" }
    }
    let parts = [
      ("interpreted", interpreted), ("no-errors", hasNoErrors), ("validated", validated), ("decoded", decoded),
    ]
    return parts.map { "\($0.0)=\($0.1 ? "T" : "F")" }.joined(separator: ",") + ",failure=\(failure)"
      + (written.map { ",written=\($0)" } ?? "")
  }

  private static func evaluateWritten(
    _ written: JSONBytes, _ instance: JSONSlice, _ interpreter: SchemaInterpreter, fills: Bool
  ) -> String {
    guard interpreter.isValid(written, maxDepth: 512) else { return "invalid" }
    var before = JSONReader(instance, maxDepth: 512)
    var after = JSONReader(written, maxDepth: 512)
    guard let old = JSONValue(from: &before), let new = JSONValue(from: &after) else { return "unreadable" }
    return new.keeps(old, fills: fills) ? "same" : "changed"
  }
}

extension JSONValue {
  /// Whether this is `old`, apart from defaults that were filled in (when there are any) and numbers that became the
  /// nearest double.
  func keeps(_ old: JSONValue, fills: Bool) -> Bool {
    switch (old, self) {
    case (.number(let old), .number(let new)): old == new || Double(old.text) == Double(new.text)
    case (.array(let old), .array(let new)):
      old.count == new.count && zip(old, new).allSatisfy { $1.keeps($0, fills: fills) }
    case (.object(let old), .object(let new)):
      (fills || old.count == new.count)
        && old.allSatisfy { name, value in new[name]?.keeps(value, fills: fills) ?? false }
    default: self == old
    }
  }
}
