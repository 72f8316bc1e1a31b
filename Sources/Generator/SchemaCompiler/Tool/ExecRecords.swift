import JSONCore
import SchemaRuntime

/// Reads `exec.output.records`, and proves that no field can be taken for the beginning of another.
extension ToolReader {
  private static let separatorBytes = 1...16
  /// No text that programs hand out as C strings holds one: no name, no path, no line of a log.
  private static let null: [UInt8] = [0x00]
  private static let lineFeed: [UInt8] = [0x0A]

  /// Text that programs print is not JSON, and cutting it is where fields are forged: a commit message with the
  /// separator in it would be two fields. So the output schema has to exclude the separator, and the exclusion is
  /// proved.
  func records(_ node: DocumentNode, _ result: OutputSchema) -> ProgramPlan.Output? {
    guard object(node, of: ["as", "separator", "fieldSeparator", "fields"], "\"records\"") else { return nil }
    let separator = node["separator"] == nil ? [] : self.separator("separator", node)
    let fieldSeparator = separator == nil ? nil : self.separator("fieldSeparator", node)
    guard let (name, id) = target(node, "\"records\"", result), let separator, let fieldSeparator else { return nil }
    guard let items = result.items(id), result.admitted.types(items) == .object else {
      return mismatch(node, name, "an array of objects")
    }
    if separator == fieldSeparator, let location = node["separator"] {
      report(
        location, "records and fields have the same separator",
        hint: "leave \"separator\" out and let every field, the last one too, end with \"fieldSeparator\"")
      return nil
    }
    guard let fields = fields(node, items, result) else { return nil }
    checkSeparators(node, separator, fieldSeparator, fields, items, result)
    return .records(member: name, separator: separator, fieldSeparator: fieldSeparator, fields: fields)
  }

  /// Short, since it is looked for at every byte of the output.
  private func separator(_ name: String, _ node: DocumentNode) -> [UInt8]? {
    let hint = "write 1 to 16 bytes that no field can hold: \"\\u0000\""
    guard let text = string(name, in: node, "\"records\"", hint: hint) else { return nil }
    if Self.separatorBytes.contains(text.utf8Count) { return text.bytes }
    report(node[JSONString(name)] ?? node, "\"\(name)\" has \(text.utf8Count) bytes", hint: hint)
    return nil
  }

  /// A field that holds a separator is read as two: whoever may write it forges the one after it.
  ///
  /// Not every field has to exclude every separator: the last one of a record ends where the record does, and fields
  /// that are counted cannot make a record of their own.
  private func checkSeparators(
    _ node: DocumentNode, _ separator: [UInt8], _ fieldSeparator: [UInt8], _ fields: [ProgramPlan.Field],
    _ items: SchemaNodeID, _ result: OutputSchema
  ) {
    // The last field takes what is left of its record, where records have an end of their own.
    let cut = separator.isEmpty ? fields[...] : fields.dropLast()
    if fieldSeparator != Self.null { check("fieldSeparator", fieldSeparator, node, cut, items, result) }
    // Fields that end with a NUL are counted, so that a line feed within one is an error and no other record.
    let isCounted = separator == Self.lineFeed && fieldSeparator == Self.null
    if !separator.isEmpty, separator != Self.null, !isCounted {
      check("separator", separator, node, fields[...], items, result)
    }
  }

  /// With a text that shows it, so that the author sees what to exclude.
  private func check(
    _ member: String, _ separator: [UInt8], _ node: DocumentNode, _ fields: ArraySlice<ProgramPlan.Field>,
    _ items: SchemaNodeID, _ result: OutputSchema
  ) {
    for field in fields where !field.isInteger {
      guard let id = result.property(JSONString(field.name), of: items),
        let witness = result.admitted.text(id, holding: separator), let location = node[JSONString(member)]
      else { continue }
      report(
        location, "\"\(member)\" may occur in the field \"\(field.name)\", which would then be read as two",
        details: ["\"\(field.name)\" admits \"\(String(decoding: witness, as: UTF8.self))\""],
        hint: """
          let every field, the last one too, end with a NUL: "fieldSeparator": "\\u0000" and no "separator" (git: %x00),
          or give "\(field.name)" a pattern in the output schema without the characters of \"\(member)\"
          """)
    }
  }

  /// In the order of the output; that each one is a member with a plain type is all that can be known before the
  /// program runs.
  private func fields(_ node: DocumentNode, _ items: SchemaNodeID, _ result: OutputSchema) -> [ProgramPlan
    .Field]?
  {
    let hint = "list the members of a record in the order in which the program prints them"
    guard let list = require("fields", in: node, "\"records\"", hint: hint) else { return nil }
    let names = (list.elements ?? []).compactMap(\.string)
    guard !names.isEmpty, names.count == list.elements?.count, Set(names).count == names.count else {
      report(list, "\"fields\" must be distinct names", hint: hint)
      return nil
    }
    var fields: [ProgramPlan.Field] = []
    for (name, location) in zip(names, list.elements ?? []) {
      guard let id = result.property(name, of: items) else {
        let hint = ClosestName.hint(String(name), among: result.names(of: items).map { String($0) })
        report(location, "the output schema's records have no member \"\(name)\"\(hint)", hint: hint)
        continue
      }
      let types = result.admitted.types(id)
      guard types == .string || types == .integer else {
        report(
          location, "the field \"\(name)\" must be a string or an integer",
          hint: "declare it as one of the two in the output schema")
        continue
      }
      fields.append(ProgramPlan.Field(name: String(name), isInteger: types == .integer))
    }
    if let missing = result.required(of: items).first(where: { !names.contains($0) }) {
      report(list, "the records require \"\(missing)\", which no field fills", hint: "add it to \"fields\"")
    }
    return fields.count == names.count ? fields : nil
  }
}
