import JSONCore
import SchemaRuntime

/// Reads `exec.output.keyValues`: a name and a value per line.
extension ToolReader {
  private static let separatorBytes = 1...16

  /// Without `as` the names are members of the result itself, those that the schema declares and the runner does not fill.
  /// With it they are members of an object, which may declare what all others are.
  func keyValues(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as", "separator"], "\"keyValues\""), let separator = separatorOfNames(node) else {
      return nil
    }
    guard node["as"] != nil else {
      guard let fields = namedFields(result.root, node, result) else { return nil }
      guard inspect(fields, nil, separator, node, result.root, result) else { return nil }
      return .keyValues(member: nil, separator: separator, fields: fields, others: nil)
    }
    guard let (name, id) = target(node, "\"keyValues\"", result) else { return nil }
    guard result.admitted.types(id) == .object else { return mismatch(node, name, "an object") }
    let others = result.additional(of: id)
    guard let fields = namedFields(id, node, result) else { return nil }
    if let others, result.kind(others) == nil {
      report(
        node["as"] ?? node, "the values of \"\(name)\" must be strings, integers, numbers or booleans",
        hint: "declare \"additionalProperties\" of \"\(name)\" as one of them, or as false")
      return nil
    }
    guard inspect(fields, others, separator, node, id, result) else { return nil }
    return .keyValues(
      member: name, separator: separator, fields: fields, others: others.flatMap { result.kind($0) })
  }

  /// Looked for once per line; without line ends, as the line has none.
  private func separatorOfNames(_ node: DocumentNode) -> [UInt8]? {
    guard let location = node["separator"] else { return [0x3D] }
    let bytes = location.string?.bytes ?? []
    if Self.separatorBytes.contains(bytes.count), !bytes.contains(0x0A), !bytes.contains(0x0D) { return bytes }
    report(
      location, "\"separator\" must be a text of 1 to 16 bytes without a line end",
      hint: "leave it out for \"=\", or write \":\"")
    return nil
  }

  /// Something must be filled, by names that can be found, with values that are no line of their own.
  private func inspect(
    _ fields: [ProgramPlan.Field], _ others: SchemaNodeID?, _ separator: [UInt8], _ node: DocumentNode,
    _ id: SchemaNodeID, _ result: OutputSchema
  ) -> Bool {
    guard !fields.isEmpty || others != nil else {
      report(
        node, "the output schema declares no member that a name could be",
        hint: "declare members as strings, integers, numbers or booleans in \"properties\"")
      return false
    }
    let text = String(decoding: separator, as: UTF8.self)
    if let field = fields.first(where: { OutputSchema.holds(separator, in: Array($0.name.utf8)) }) {
      report(
        node["separator"] ?? node, "the name \"\(field.name)\" holds the separator \"\(text)\", so no line can have it",
        hint: "choose another separator, or another name in the output schema")
      return false
    }
    let location = node["separator"] ?? node
    checkUndivided(fields, by: [0x0A], "a line feed", id, result, location)
    if let others, result.kind(others) == .string, let witness = result.admitted.text(others, holding: [0x0A]) {
      report(
        location, "a line feed may occur in a value, which would then be read as two",
        details: ["\"additionalProperties\" admits \"\(String(decoding: witness, as: UTF8.self))\""],
        hint: "give it a pattern in the output schema without it, such as \"^[^\\\\n]*$\"")
    }
    return true
  }
}

extension OutputSchema {
  /// The schema of an object's undeclared members; nil when there are none, or nothing is said of them.
  fileprivate func additional(of id: SchemaNodeID) -> SchemaNodeID? {
    admitted.objects(id).lazy.compactMap { if case .schema(let node) = $0.additional { node } else { nil } }.first
  }

  fileprivate static func holds(_ separator: [UInt8], in name: [UInt8]) -> Bool {
    name.indices.contains { name[$0...].starts(with: separator) }
  }
}
