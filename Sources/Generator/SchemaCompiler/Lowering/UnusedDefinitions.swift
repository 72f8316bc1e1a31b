import SchemaRuntime

extension SchemaLowering {
  /// A file of definitions alone, as protocols and API descriptions publish theirs: its root accepts every value, so
  /// that the code generated of it is one type for any JSON. The warning says to somebody who expects the definitions'
  /// types why there are none. A warning in strict mode as well: nothing in such a schema is wrong.
  mutating func reportUnusedDefinitions(_ root: SchemaNodeID, unless isUsed: () -> Bool) {
    guard nodes[root].checks.isEmpty, let members = locations[root].node.members else { return }
    for member in members {
      let keyword = Keyword(name: member.name)
      guard keyword == .defs || keyword == .definitions, let count = member.value.members?.count, count > 0,
        !isUsed()
      else {
        continue
      }
      let document = locations[root].document
      let name = document.path.split(separator: "/").last ?? ""
      let example = "{ \"$ref\": \"\(name)#\(member.value.members?.first?.value.pointer ?? "")\" }"
      var warning = document.diagnostic(
        at: member,
        "nothing refers to the \(count) definition\(count == 1 ? "" : "s") here: no types are generated for "
          + "\(count == 1 ? "it" : "them"), and the type of the file takes any JSON",
        hint: "refer to what is needed from the root (\"properties\", \"oneOf\"),\n"
          + "or from a schema file of its own for each type: \(example)")
      warning.severity = .warning
      diagnostics.append(warning)
    }
  }
}
