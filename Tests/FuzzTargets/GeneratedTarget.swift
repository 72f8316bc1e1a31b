import Fixtures
import JSONCore
import SchemaRuntime
import Workloads

/// The first byte chooses a generated type: its decoder, its validator and the interpreter must agree.
enum GeneratedTarget {
  private static let types: [any SchemaType.Type] = [
    Scalars.Value.self, Containers.Value.self, Combinators.Value.self, Tree.Value.self, HostileNames.Value.self,
    Numbers.Value.self, Mcp.Value.self, Audit.Value.self, Chatreq.Value.self, Chatresp.Value.self, Knowledge.Value.self,
  ]

  private static let interpreters = types.map { SchemaInterpreter($0.program) }

  static func contradiction(in bytes: [UInt8]) -> String? {
    guard let first = bytes.first else { return nil }
    let index = Int(first) % types.count
    return evaluate(types[index], interpreters[index], JSONBytes(Array(bytes.dropFirst())))
  }

  private static func evaluate<Schema: SchemaType>(
    _ type: Schema.Type, _ interpreter: SchemaInterpreter, _ text: JSONBytes
  ) -> String? {
    let expected = interpreter.isValid(text)
    var validating = JSONReader(text)
    let validated = Schema.validate(&validating) && validating.finish()
    if validated != expected { return "\(type): interpreted \(expected), validated \(validated)" }
    if interpreter.violations(text).isEmpty != expected { return "\(type): the error list contradicts validation" }
    var decoding = JSONReader(text)
    guard let value = Schema(from: &decoding), decoding.finish() else {
      // A number may be valid and fit no Swift type.
      return expected && decoding.failure != .numberOutOfRange ? "\(type): valid, not decoded" : nil
    }
    if !expected { return "\(type): decoded, not valid" }
    var writer = JSONWriter()
    value.write(to: &writer)
    return interpreter.isValid(writer.copy()) ? nil : "\(type): what is written is not valid"
  }
}
