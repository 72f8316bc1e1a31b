import JSONCore
import SchemaRuntime

/// Why the numbers of a workload would mean nothing.
struct WrongResult: Error, CustomStringConvertible {
  let description: String
}

/// One workload: generated code and interpreter over the same instances.
struct Workload<Value: SchemaType> {
  let name: String
  let valid: Instances
  let invalid: Instances
  private let interpreter = SchemaInterpreter(Value.program)
  private let writer = KeptWriter()
  private var values: [Value] = []
  private var measurements: [String: Measurement] = [:]

  init(_ name: String, _: Value.Type, folder: String) throws(FileFailure) {
    self.name = name
    valid = try Instances(path: "\(folder)/\(name).jsonl")
    invalid = try Instances(path: "\(folder)/\(name).invalid.jsonl")
  }

  /// Every valid instance is accepted and every invalid one refused, by all three ways of looking at it.
  func checkResults() throws(WrongResult) {
    for (instances, expected) in [(valid, true), (invalid, false)] {
      for (number, line) in instances.lines.enumerated() {
        let results = [
          ("decode", Self.decode(instances.buffer, line) != nil),
          ("validate", Self.isValid(instances.buffer, line)),
          ("interpreter", interpreter.isValid(instances.buffer, range: line)),
        ]
        for (way, isAccepted) in results where isAccepted != expected {
          throw WrongResult(
            description: "\(name): \(way) \(isAccepted ? "accepts invalid" : "refuses valid") instance \(number + 1)")
        }
      }
    }
  }

  /// All valid instances decoded and written again, one a line; what was written must decode to the same bytes.
  func roundTrip() throws(WrongResult) -> [UInt8] {
    var all: [UInt8] = []
    for (number, line) in valid.lines.enumerated() {
      guard let first = Self.decode(valid.buffer, line).map(Self.serialize) else { continue }
      let again = JSONBytes(first)
      guard let second = Self.decode(again, 0..<again.count).map(Self.serialize), second == first else {
        throw WrongResult(description: "\(name): instance \(number + 1) changes when it is decoded and written again")
      }
      all += first
      all.append(0x0A)
    }
    return all
  }

  /// One pass of a mode; its first one finds how often to repeat.
  mutating func measure(_ mode: String) throws(WrongResult) -> Pass {
    let body = try body(mode)
    let measurement = measurements[mode] ?? Measurement(instances: valid.lines.count, body)
    measurements[mode] = measurement
    return measurement.pass(body)
  }

  /// One run of a mode over all valid instances.
  mutating func run(_ mode: String) throws(WrongResult) { try body(mode)() }

  private mutating func body(_ mode: String) throws(WrongResult) -> () -> Void {
    let (buffer, lines, interpreter) = (valid.buffer, valid.lines, interpreter)
    switch mode {
    case "decode": return { for line in lines { _ = Self.decode(buffer, line) } }
    case "validate": return { for line in lines { _ = Self.isValid(buffer, line) } }
    case "interpret": return { for line in lines { _ = interpreter.isValid(buffer, range: line) } }
    case "serialize":
      if values.isEmpty { values = lines.compactMap { Self.decode(buffer, $0) } }
      let (values, writer) = (values, writer)
      return {
        writer.use { writer in
          values.borrowEach { value in
            writer.reset()
            value.write(to: &writer)
          }
        }
      }
    default: throw WrongResult(description: "no mode is called \(mode)")
    }
  }

  private static func decode(_ buffer: JSONBytes, _ range: Range<Int>) -> Value? {
    var reader = JSONReader(buffer, range: range)
    guard let value = Value(from: &reader), reader.finish() else { return nil }
    return value
  }

  private static func isValid(_ buffer: JSONBytes, _ range: Range<Int>) -> Bool {
    var reader = JSONReader(buffer, range: range)
    return Value.validate(&reader) && reader.finish()
  }

  private static func serialize(_ value: Value) -> [UInt8] {
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.bytes
  }
}

/// A writer whose buffer stays warm from pass to pass.
final class KeptWriter {
  private var writer = JSONWriter(capacity: 1 << 20)

  func use(_ body: (inout JSONWriter) -> Void) { body(&writer) }
}
