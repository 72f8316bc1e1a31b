import JSONCore

/// `dependentRequired`, `dependentSchemas` or `dependencies` with all names in one table: a name that asks and is asked
/// for is in it once, so that one pass over an object is enough for every entry.
final class PreparedDependents: Sendable {
  /// What one member asks for, names replaced by their indexes.
  struct Entry: Sendable {
    /// Index into `names`.
    let name: Int
    /// Indexes into `names`.
    let required: [Int]
    /// What the whole object must match then, not the member alone (Core, 10.2.2.4).
    let schema: SchemaNodeID?
  }

  /// As it was written, for paths: the three keywords mean the same here.
  let keyword: String
  /// Those that ask and those that are asked for.
  let names: NameTable
  let entries: [Entry]

  init(_ check: DependentCheck) {
    var positions: [JSONString: Int] = [:]
    var names: [JSONString] = []
    /// The number of a name, a new one when it has none yet.
    func position(_ name: JSONString) -> Int {
      if let known = positions[name] { return known }
      positions[name] = names.count
      names.append(name)
      return names.count - 1
    }
    entries = check.entries.map {
      Entry(name: position($0.name), required: $0.required.map(position), schema: $0.schema)
    }
    keyword = check.keyword.rawValue
    self.names = NameTable(names)
  }
}

extension Interpretation {
  /// What the members that are there ask for; one pass finds them, each schema makes one of its own. Values that are no
  /// objects are valid.
  mutating func interpretDependents(_ check: PreparedDependents, _ node: PreparedNode) -> Bool {
    guard reader.peekKind() == .object else { return reader.skipValue() }
    let mark = reader.mark
    var seen = SeenNames(count: check.names.names.count)
    guard findMembers(of: check.names, &seen) else { return false }
    let end = reader.mark
    var valid = true
    for entry in check.entries where seen.contains(entry.name) {
      // Reported at the object: the member that is missing has no offset.
      for name in entry.required where !seen.contains(name) {
        valid = refuse(
          node, check.keyword, at: mark.offset,
          Wording.dependent(check.names.names[name], on: check.names.names[entry.name]))
      }
      // `refuse` has just said no in a run for yes or no: nothing below can change it.
      guard valid || report.isCollecting else { return false }
      guard let schema = entry.schema else { continue }
      // The schema reads the object from its beginning, once for each member that asks.
      reader.reset(to: mark)
      let name = check.names.names[entry.name]
      if !evaluate(schema, by: [.keyword(check.keyword), .name(name)]) {
        if !report.isCollecting { return false }
        valid = false
      }
    }
    // Wherever the last schema has left the reader.
    reader.reset(to: end)
    return valid
  }

  /// Reads an object and notes which of the names it has. Names in the table are known to be duplicates by their bit,
  /// the others by the reader's set of names.
  private mutating func findMembers(of names: NameTable, _ seen: inout SeenNames) -> Bool {
    guard reader.beginObject() else { return false }
    if reader.emptyObject() { return true }
    let level = reader.beginKeys()
    repeat {
      guard reader.key() else { return false }
      let index = names.find(in: &reader)
      let isNew = index >= 0 ? seen.insert(index) : report.isCollecting || reader.noteKey(level)
      guard isNew || report.isCollecting, reader.skipValue() else { return false }
    } while reader.comma()
    reader.endKeys(level)
    return reader.endObject()
  }
}
