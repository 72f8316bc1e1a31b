import JSONCore
import SchemaRuntime

/// Reads `exec.output.columns` and `exec.output.csv`.
extension ToolReader {
  private static let skippedLines = 0...100

  /// Columns that are aligned with blanks: what programs print for people.
  ///
  /// A name with a blank in it would move the fields behind it, so all but the last exclude blanks, and the exclusion is
  /// proved, as that of line feeds is of all of them.
  func columns(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as", "skipLines", "fields"], "\"columns\"") else { return nil }
    let skipLines = integer("skipLines", in: node, "\"columns\"", Self.skippedLines, required: false) ?? 0
    guard let (name, items) = recordTarget(node, "\"columns\"", result),
      let fields = fields(node, items, result, "\"columns\""), let location = node["fields"]
    else { return nil }
    checkUndivided(fields.dropLast(), by: [0x20, 0x09], "a blank", items, result, location)
    checkUndivided(fields, by: [0x0A], "a line feed", items, result, location)
    return .columns(member: name, skipLines: skipLines, fields: fields)
  }

  /// RFC 4180: what a field may hold is in quotes there, so that nothing has to be excluded.
  func csv(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as", "delimiter", "header", "fields"], "\"csv\"") else { return nil }
    let delimiter = delimiter(node)
    let header = boolean("header", in: node, "\"csv\"", required: false) ?? false
    guard let (name, items) = recordTarget(node, "\"csv\"", result), let delimiter else { return nil }
    if node["fields"] != nil {
      guard let fields = fields(node, items, result, "\"csv\"") else { return nil }
      return .csv(member: name, delimiter: delimiter, header: header ? .skipped : .none, fields: fields)
    }
    guard header else {
      report(
        node, "\"csv\" does not say what its fields are",
        hint: "list \"fields\" in their order, or write \"header\": true if the first line names them")
      return nil
    }
    guard let fields = namedFields(items, node, result) else { return nil }
    return .csv(member: name, delimiter: delimiter, header: .names, fields: fields)
  }

  /// The member of the result that is an array of objects, and the schema of these; nil after a report.
  private func recordTarget(_ node: DocumentNode, _ what: String, _ result: OutputSchema)
    -> (name: String, items: SchemaNodeID)?
  {
    guard let (name, id) = target(node, what, result) else { return nil }
    guard let items = result.items(id), result.admitted.types(items) == .object else {
      _ = mismatch(node, name, "an array of objects")
      return nil
    }
    return (name, items)
  }

  /// One byte, looked for at every position.
  private func delimiter(_ node: DocumentNode) -> UInt8? {
    guard let location = node["delimiter"] else { return 0x2C }
    let bytes = location.string?.bytes ?? []
    guard bytes.count == 1, let byte = bytes.first, byte == 0x09 || byte >= 0x20 && byte < 0x7F, byte != 0x22 else {
      report(
        location, "\"delimiter\" must be one character of ASCII, and no quote or line end",
        hint: "leave it out for a comma, or write \"\\t\" or \";\"")
      return nil
    }
    return byte
  }
}
