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
    guard let fields = fields(node, items, result, "\"records\"") else { return nil }
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

  private func check(
    _ member: String, _ separator: [UInt8], _ node: DocumentNode, _ fields: ArraySlice<ProgramPlan.Field>,
    _ items: SchemaNodeID, _ result: OutputSchema
  ) {
    guard let location = node[JSONString(member)] else { return }
    for field in fields {
      guard let witness = result.text(of: field, in: items, holding: separator) else { continue }
      report(
        location, "\"\(member)\" may occur in the field \"\(field.name)\", which would then be read as two",
        details: ["\"\(field.name)\" admits \"\(witness)\""],
        hint: """
          let every field, the last one too, end with a NUL: "fieldSeparator": "\\u0000" and no "separator" (git: %x00),
          or give "\(field.name)" a pattern in the output schema without the characters of \"\(member)\"
          """)
    }
  }
}

// MARK: - Fields

extension ToolReader {
  /// In the order of the output; that each one is a member with a plain type is all that can be known before the
  /// program runs.
  func fields(_ node: DocumentNode, _ items: SchemaNodeID, _ result: OutputSchema, _ what: String)
    -> [ProgramPlan.Field]?
  {
    let hint = "list the members of a record in the order in which the program prints them"
    guard let list = require("fields", in: node, what, hint: hint) else { return nil }
    let names = (list.elements ?? []).compactMap(\.string)
    guard !names.isEmpty, names.count == list.elements?.count, Set(names).count == names.count else {
      report(list, "\"fields\" must be distinct names", hint: hint)
      return nil
    }
    let fields = zip(names, list.elements ?? []).compactMap { field($0, $1, items, result) }
    if let missing = result.required(of: items).first(where: { !names.contains($0) }) {
      report(list, "the records require \"\(missing)\", which no field fills", hint: "add it to \"fields\"")
    }
    return fields.count == names.count ? fields : nil
  }

  private func field(
    _ name: JSONString, _ location: DocumentNode, _ items: SchemaNodeID, _ result: OutputSchema
  ) -> ProgramPlan.Field? {
    guard let id = result.property(name, of: items) else {
      let hint = ClosestName.hint(String(name), among: result.names(of: items).map { String($0) })
      report(location, "the output schema's records have no member \"\(name)\"\(hint)", hint: hint)
      return nil
    }
    guard let kind = result.kind(id) else {
      report(
        location, "the field \"\(name)\" must be a string, an integer, a number or a boolean",
        hint: "declare it as one of them in the output schema")
      return nil
    }
    return ProgramPlan.Field(name: String(name), kind: kind)
  }

  /// The members of an object that a text can become; nil after a report about one that has to be there.
  ///
  /// For forms in which the program names the members: one of another type can never come.
  func namedFields(_ id: SchemaNodeID, _ location: DocumentNode, _ result: OutputSchema) -> [ProgramPlan.Field]? {
    let required = result.required(of: id)
    var fields: [ProgramPlan.Field] = []
    for name in result.names(of: id) where !result.filled.contains(name) || id != result.root {
      if let node = result.property(name, of: id), let kind = result.kind(node) {
        fields.append(ProgramPlan.Field(name: String(name), kind: kind))
      } else if required.contains(name) {
        report(
          location, "the output schema requires \"\(name)\", which must be a string, an integer, a number or a boolean",
          hint: "declare it as one of them, or remove it from \"required\"")
        return nil
      }
    }
    if let missing = required.first(where: { name in
      !fields.contains { JSONString($0.name) == name } && !result.filled.contains(name)
    }) {
      report(
        location, "the output schema requires \"\(missing)\", which nothing fills",
        hint: "declare it in \"properties\", or remove it from \"required\"")
      return nil
    }
    return fields
  }

  /// Lines and blanks separate what programs print for people; a field that may hold one would be read as two.
  ///
  /// - Parameter separator: Each of its characters separates.
  func checkUndivided(
    _ fields: some Sequence<ProgramPlan.Field>, by separator: [UInt8], _ word: String, _ items: SchemaNodeID,
    _ result: OutputSchema, _ location: DocumentNode
  ) {
    for field in fields {
      guard let witness = result.text(of: field, in: items, holding: separator) else { continue }
      let pattern = separator.contains(0x20) ? "^[^ \\\\t\\\\n]*$" : "^[^\\\\n]*$"
      report(
        location, "\(word) may occur in \"\(field.name)\", which would then be read as two",
        details: ["\"\(field.name)\" admits \"\(witness)\""],
        hint: "give \"\(field.name)\" a pattern in the output schema without it, such as \"\(pattern)\"")
    }
  }
}

extension OutputSchema {
  /// A text of the field with a character of the separator in it; nil when there is none.
  func text(of field: ProgramPlan.Field, in items: SchemaNodeID, holding separator: [UInt8]) -> String? {
    guard field.kind == .string, let id = property(JSONString(field.name), of: items) else { return nil }
    return admitted.text(id, holding: separator).map { String(decoding: $0, as: UTF8.self) }
  }
}
