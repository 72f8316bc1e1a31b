import JSONCore
import SchemaRuntime

/// Reads `exec.output` and holds it against the output schema.
extension ToolReader {
  /// The forms that programs print in. Another one would need a parser in the server, and whatever it reads comes from a
  /// program that worked on files of strangers.
  private static let forms = ["json", "jsonLines", "lines", "text", "records", "columns", "csv", "keyValues"]
  private static let members = forms + ["truncatedAs", "from"]

  /// Exactly one form: guessing from the output would let the program choose how it is read.
  func output(_ exec: DocumentNode, _ schema: CompiledSchema) -> ProgramPlan.Output? {
    let hint = """
      write one of {"json": {}}, {"lines": {"as": …}}, {"text": {"as": …}}, {"records": {…}}, {"jsonLines": {"as": …}},
      {"columns": {…}}, {"csv": {…}}, {"keyValues": {…}}
      """
    guard let node = require("output", in: exec, "\"exec\"", hint: hint), object(node, of: Self.members, "\"output\"")
    else {
      return nil
    }
    let found = (node.members ?? []).filter { member in Self.forms.contains { JSONString($0) == member.name } }
    guard found.count == 1, let form = found.first else {
      report(node, "\"output\" must name exactly one kind", hint: hint)
      return nil
    }
    let result = OutputSchema(schema, filled: namesOfAdditions(exec))
    switch String(form.name) {
    case "json": return json(form.value, result)
    case "jsonLines": return jsonLines(form.value, result)
    // The type alone decides here; lengths and patterns of the strings are checked when the tool runs.
    case "lines":
      guard object(form.value, of: ["as"], "\"lines\""), let (name, id) = target(form.value, "\"lines\"", result) else {
        return nil
      }
      guard let items = result.items(id), result.admitted.types(items) == .string else {
        return mismatch(form.value, name, "an array of strings")
      }
      return .lines(member: name)
    case "text":
      guard object(form.value, of: ["as"], "\"text\""), let (name, id) = target(form.value, "\"text\"", result) else {
        return nil
      }
      guard result.admitted.types(id) == .string else { return mismatch(form.value, name, "a string") }
      return .text(member: name)
    case "records": return records(form.value, result)
    case "columns": return columns(form.value, result)
    case "csv": return csv(form.value, result)
    case "keyValues": return keyValues(form.value, result)
    default: return nil
    }
  }

  // MARK: JSON

  /// Passed on as it came once it is valid: numbers keep their digits and members their order.
  private func json(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as", "empty"], "\"json\"") else { return nil }
    var member: String?
    var id = result.root
    if node["as"] != nil {
      guard let (name, value) = target(node, "\"json\"", result) else { return nil }
      (member, id) = (name, value)
    }
    guard let empty = node["empty"] else { return .json(member: member) }
    // A value that the schema refuses would make an error of the very call that it is for.
    let conformance = Conformance(nodes: result.admitted.schema.program.nodes)
    if let keyword = conformance.refusal(of: empty.jsonValue, by: id) {
      report(
        empty, "\"empty\" is refused by \"\(keyword)\" of the output schema",
        hint: "write the \(member == nil ? "result" : "value of \"\(member ?? "")\"") that no output means, such as []")
      return nil
    }
    var writer = JSONWriter()
    empty.write(to: &writer)
    return .json(member: member, empty: String(decoding: writer.bytes, as: UTF8.self))
  }

  private func jsonLines(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as"], "\"jsonLines\""), let (name, id) = target(node, "\"jsonLines\"", result) else {
      return nil
    }
    guard result.items(id) != nil else { return mismatch(node, name, "an array with items") }
    return .jsonLines(member: name)
  }

  // MARK: members

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
    if let other = result.required(of: result.root).first(where: { $0 != name && !result.filled.contains($0) }) {
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
  /// Members that the runner fills, and not the program.
  let filled: Set<JSONString>

  init(_ schema: CompiledSchema, filled: Set<JSONString> = []) {
    admitted = AdmittedStrings(schema: schema)
    self.filled = filled
  }

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

  /// How a text becomes a value of the node; nil where the node has no plain type, or more than one.
  func kind(_ id: SchemaNodeID) -> ProgramPlan.Field.Kind? {
    switch admitted.types(id) {
    case .string: .string
    case .integer: .integer
    case .boolean: .boolean
    case [.number, .integer]: .number
    default: nil
    }
  }
}

extension DocumentNode {
  /// In one line, members in the order of the file: messages of the transport are lines.
  fileprivate func write(to writer: inout JSONWriter) {
    switch value {
    case .array(let elements):
      writer.byte(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { writer.byte(0x2C) }
        element.write(to: &writer)
      }
      writer.byte(0x5D)
    case .object(let members):
      writer.byte(0x7B)
      for (index, member) in members.enumerated() {
        if index > 0 { writer.byte(0x2C) }
        writer.string(member.name)
        writer.byte(0x3A)
        member.value.write(to: &writer)
      }
      writer.byte(0x7D)
    case .null, .boolean, .number, .string: jsonValue.write(to: &writer)
    }
  }
}
