import JSONCore
import SchemaRuntime

/// Why the figures of a workload would mean nothing.
struct WrongAnswer: Error, CustomStringConvertible {
  let description: String
}

/// One workload: generated code and interpreter over the same instances.
struct Workload<Value: SchemaType> {
  let name: String
  let valid: Instances
  let invalid: Instances
  private let interpreter = SchemaInterpreter(Value.program)

  init(_ name: String, _: Value.Type, folder: String) throws(FileFailure) {
    self.name = name
    valid = try Instances(path: "\(folder)/\(name).jsonl")
    invalid = try Instances(path: "\(folder)/\(name).invalid.jsonl")
  }

  /// Every valid instance is accepted and every invalid one refused, by all three ways of looking at it.
  func checkAnswers() throws(WrongAnswer) {
    for (instances, expected) in [(valid, true), (invalid, false)] {
      for (number, line) in instances.lines.enumerated() {
        let answers = [
          ("decode", decode(instances.buffer, line) != nil),
          ("validate", isValid(instances.buffer, line)),
          ("interpreter", interpreter.isValid(instances.buffer, range: line)),
        ]
        for (way, answer) in answers where answer != expected {
          throw WrongAnswer(
            description: "\(name): \(way) \(answer ? "accepts invalid" : "refuses valid") instance \(number + 1)")
        }
      }
    }
  }

  /// All valid instances decoded and written again, one a line; what was written must decode to the same bytes.
  func roundTrip() throws(WrongAnswer) -> [UInt8] {
    var all: [UInt8] = []
    for (number, line) in valid.lines.enumerated() {
      guard let first = decode(valid.buffer, line).map(serialize) else { continue }
      let again = JSONBytes(first)
      guard let second = decode(again, 0..<again.count).map(serialize), second == first else {
        throw WrongAnswer(description: "\(name): instance \(number + 1) changes when it is decoded and written again")
      }
      all += first
      all.append(0x0A)
    }
    return all
  }

  func measure(passes: Int, _ report: (String, Measurement) -> Void) {
    let (buffer, lines) = (valid.buffer, valid.lines)
    func run(_ mode: String, _ body: () -> Void) {
      report(mode, Measurement(instances: lines.count, passes: passes, body))
    }
    run("decode") { for line in lines { _ = decode(buffer, line) } }
    run("validate") { for line in lines { _ = isValid(buffer, line) } }
    run("interpret") { for line in lines { _ = interpreter.isValid(buffer, range: line) } }

    let values = lines.compactMap { decode(buffer, $0) }
    var writer = JSONWriter(capacity: 1 << 20)
    run("serialize") {
      for value in values {
        writer.reset()
        value.write(to: &writer)
      }
    }
  }

  private func decode(_ buffer: JSONBytes, _ range: Range<Int>) -> Value? {
    var reader = JSONReader(buffer, range: range)
    guard let value = Value(from: &reader), reader.finish() else { return nil }
    return value
  }

  private func isValid(_ buffer: JSONBytes, _ range: Range<Int>) -> Bool {
    var reader = JSONReader(buffer, range: range)
    return Value.validate(&reader) && reader.finish()
  }

  private func serialize(_ value: Value) -> [UInt8] {
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.bytes
  }
}
