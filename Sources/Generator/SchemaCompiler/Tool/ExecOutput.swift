import JSONCore
import SchemaRuntime

/// Reads `exec.output` and holds it against the output schema.
extension ToolReader {
  /// Four ways cover what programs print. A fifth would need a parser in the server, and whatever it reads comes from a
  /// program that worked on files of strangers.
  private static let kinds = ["json", "lines", "text", "records"]

  /// Exactly one kind: guessing from the output would let the program choose how it is read.
  func output(_ exec: DocumentNode, _ schema: CompiledSchema) -> ProgramPlan.Output? {
    let hint = "write one of {\"json\": {}}, {\"lines\": {\"as\": …}}, {\"text\": {\"as\": …}}, {\"records\": {…}}"
    guard let node = require("output", in: exec, "\"exec\"", hint: hint), object(node, of: Self.kinds, "\"output\"")
    else {
      return nil
    }
    guard let members = node.members, members.count == 1, let kind = members.first else {
      report(node, "\"output\" must name exactly one kind", hint: hint)
      return nil
    }
    let result = OutputSchema(schema)
    switch String(kind.name) {
    case "json": return json(kind.value, result)
    // The type alone decides here; lengths and patterns of the strings are checked when the tool runs.
    case "lines":
      guard object(kind.value, of: ["as"], "\"lines\""), let (name, id) = target(kind.value, "\"lines\"", result) else {
        return nil
      }
      guard let items = result.items(id), result.admitted.types(items) == .string else {
        return mismatch(kind.value, name, "an array of strings")
      }
      return .lines(member: name)
    case "text":
      guard object(kind.value, of: ["as"], "\"text\""), let (name, id) = target(kind.value, "\"text\"", result) else {
        return nil
      }
      guard result.admitted.types(id) == .string else { return mismatch(kind.value, name, "a string") }
      return .text(member: name)
    case "records": return records(kind.value, result)
    default: return nil
    }
  }

  /// Passed on as it came once it is valid: numbers keep their digits and members their order.
  private func json(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as"], "\"json\"") else { return nil }
    guard node["as"] != nil else { return .json(member: nil) }
    return target(node, "\"json\"", result).map { .json(member: $0.name) }
  }

  /// The error is at the tool's `output` and not at the schema: which of the two is wrong only the author knows.
  func mismatch(_ node: DocumentNode, _ name: String, _ what: String) -> ProgramPlan.Output? {
    report(
      node["as"] ?? node, "the output schema must declare \"\(name)\" as \(what)",
      hint: "declare it so in /outputSchema/properties, or choose another kind of output")
    return nil
  }

  /// The member that `as` names, which must be all that the output schema asks for.
  ///
  /// The member must be all that the result needs, or no output of the program could ever be valid.
  func target(_ node: DocumentNode, _ what: String, _ result: OutputSchema)
    -> (name: String, id: SchemaNodeID)?
  {
    let hint = "name a member of the output schema: it holds the result"
    guard let name = string("as", in: node, what, hint: hint), let location = node["as"] else { return nil }
    guard let id = result.property(name, of: result.root) else {
      let hint = ClosestName.hint(String(name), among: result.names(of: result.root).map { String($0) })
      report(location, "the output schema has no member \"\(name)\"\(hint)", hint: hint)
      return nil
    }
    if let other = result.required(of: result.root).first(where: { $0 != name }) {
      report(
        location, "the output schema requires \"\(other)\", which nothing fills: the result is {\"\(name)\": …}",
        hint: "remove \"\(other)\" from \"required\"")
    }
    return (String(name), id)
  }
}

/// Looks up members in a compiled output schema.
///
/// Through references and `allOf`, as authors share definitions between tools.
struct OutputSchema {
  let admitted: AdmittedStrings

  init(_ schema: CompiledSchema) { admitted = AdmittedStrings(schema: schema) }

  var root: SchemaNodeID { admitted.schema.program.root }

  func property(_ name: JSONString, of id: SchemaNodeID) -> SchemaNodeID? {
    admitted.objects(id).lazy.flatMap(\.properties).first { $0.name == name }?.schema
  }

  func names(of id: SchemaNodeID) -> [JSONString] { admitted.objects(id).flatMap(\.properties).map(\.name) }

  func required(of id: SchemaNodeID) -> [JSONString] { admitted.objects(id).flatMap(\.required) }

  /// The schema of an array's elements; nil when the node may be something else.
  func items(_ id: SchemaNodeID) -> SchemaNodeID? {
    guard admitted.types(id) == .array else { return nil }
    return admitted.arrays(id).lazy.compactMap(\.items).first
  }
}
