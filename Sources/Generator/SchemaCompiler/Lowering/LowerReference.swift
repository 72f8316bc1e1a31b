import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// The target gets a node like any other schema, in the scope of the reference: what is beside `$ref` is checked as
  /// well, except up to draft 7.
  mutating func lowerReference(_ schema: Subschema) -> [SchemaCheck] {
    guard let member = schema[.ref], let text = string(.ref, in: schema),
      let location = target(of: member, text, in: schema)
    else { return [] }
    return [.reference(node(at: location, scope: schema.scope))]
  }

  /// The schema that a reference leads to; nil after a report, or when the file it is in has errors that are reported
  /// already. Used for dynamic references too, whose first step is the same.
  mutating func target(
    of member: DocumentMember, _ text: JSONString, in schema: Subschema
  ) -> SchemaLibrary.Location? {
    switch library.resolve(text, from: schema.location) {
    case .failed(let message, let hint): report(member, in: schema, message, hint: hint)
    case .broken: break
    case .found(let location):
      // A pointer may lead anywhere, into a list or to a number as well.
      switch location.node.kind {
      case .object, .boolean: return location
      case .null, .number, .string, .array:
        report(
          member, in: schema, "the reference leads to something that is not a schema",
          hint: "refer to an object or a boolean")
      }
    }
    return nil
  }
}
