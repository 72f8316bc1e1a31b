import JSONCore
import SchemaRuntime

extension SchemaLowering {
  mutating func lowerReference(_ schema: Subschema) -> [SchemaCheck] {
    guard let member = schema[.ref], let text = string(.ref, in: schema) else { return [] }
    switch library.resolve(text, from: schema.document) {
    case .failed(let message, let mend): report(member, in: schema, message, mend: mend)
    case .broken: break
    case .found(let place):
      switch place.node.kind {
      case .object, .boolean: return [.reference(node(at: place))]
      case .null, .number, .string, .array:
        report(
          member, in: schema, "the reference leads to something that is not a schema",
          mend: "refer to an object or a boolean")
      }
    }
    return []
  }
}
