import SchemaCompiler
import SchemaRuntime

/// Objects without declared members: `JSONMap<T>`, nothing to declare. They are checked as all objects are.
///
/// An array of pairs inside and no dictionary: the order of members is kept and written back, and decoding hashes no
/// name.
struct MapCode {
  let code: SchemaCode

  /// Names noted so that none is duplicate, values in the order they came.
  func decode(
    _ facts: NodeFacts, _ element: SchemaNodeID?, into destination: Destination, _ printer: inout CodePrinter
  ) {
    let level = destination.level + 1
    let list = "members\(level)"
    let type = element.map { code.type(of: $0) } ?? "JSONSlice"
    printer.line("var \(list): [JSONMember<\(type)>] = []")
    printer.line("guard reader.beginObject() else { \(destination.refusal) }")
    printer.block("if !reader.emptyObject() {") { printer in
      printer.line("let keyLevel\(level) = reader.beginKeys()")
      code.arrays.decodeElements("JSONMember<\(type)>", list, destination.refusal, &printer) { printer in
        let item = Destination.element(level, .returnsNil)
        printer.line("guard reader.key(), reader.noteKey(keyLevel\(level)) else { return nil }")
        printer.line("let name\(level) = reader.takeString()")
        decodeValue(element, into: item, &printer)
        printer.line("return JSONMember(name: name\(level), value: \(item.name))")
      }
      printer.line("reader.endKeys(keyLevel\(level))")
      printer.line("guard reader.endObject() else { \(destination.refusal) }")
    }
    if let count = facts.object?.count { printer.require(count, of: "\(list).count", destination.refusal) }
    printer.line(code.store("JSONMap(distinct: \(list))", .map(value: element), destination))
  }

  /// An object about whose values nothing is said keeps them as text, each a slice of the message.
  private func decodeValue(_ element: SchemaNodeID?, into item: Destination, _ printer: inout CodePrinter) {
    guard let element else {
      return printer.line("guard let \(item.name) = reader.rawValue() else { \(item.refusal) }")
    }
    code.readConstant(element, into: item, &printer)
  }

  func write(_ value: SchemaNodeID?, _ expression: String, depth: Int, _ out: inout SerializerCode) {
    out.block("writer.object(\(expression).members) { member\(depth), writer in") { out in
      writeMember(value.map(code.plan) ?? .raw, "member\(depth)", depth: depth, &out)
    }
  }

  /// A member whose name only the value knows.
  ///
  /// Its name goes through the escaper, as it is not known beforehand.
  func writeMember(_ value: TypePlan, _ member: String, depth: Int, _ out: inout SerializerCode) {
    out.text("\"")
    out.statement("writer.text(\(member).name)")
    out.text("\":")
    code.write(value, "\(member).value", depth: depth + 1, &out)
  }
}
