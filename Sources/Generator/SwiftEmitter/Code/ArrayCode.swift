import SchemaCompiler
import SchemaRuntime

/// Arrays whose elements have one schema: `[T]`, nothing to declare.
///
/// A growing array is appended to inside the runtime, which reserves by what it has seen; generated code only says how
/// one element is read. So the loop is compiled once for each type of elements and not for each property.
struct ArrayCode {
  let code: SchemaCode

  // MARK: decode

  func decode(
    _ facts: NodeFacts, _ element: SchemaNodeID, into destination: Destination, _ printer: inout CodePrinter
  ) {
    let level = destination.level + 1
    let (list, start) = ("elements\(level)", "arrayStart\(level)")
    let type = code.type(of: element)
    let unique = facts.array?.uniqueItems == true
    if unique { printer.line("let \(start) = reader.offset") }
    printer.line("var \(list): [\(type)] = []")
    printer.line("guard reader.beginArray() else { \(destination.refusal) }")
    printer.block("if !reader.emptyArray() {") { printer in
      decodeElements(type, list, destination.refusal, &printer) { printer in
        let item = Destination.element(level, .returnsNil)
        code.readConstant(element, into: item, &printer)
        printer.line("return \(item.name)")
      }
      printer.line("guard reader.endArray() else { \(destination.refusal) }")
    }
    if let count = facts.array?.count { printer.require(count, of: "\(list).count", destination.refusal) }
    if unique { printer.line("guard reader.uniqueElements(at: \(start)) else { \(destination.refusal) }") }
    printer.line(code.store(list, .array(element: element), destination))
  }

  /// Fills a list with what `body` reads and returns, one or more.
  func decodeElements(
    _ type: String, _ list: String, _ refusal: Refusal, _ printer: inout CodePrinter,
    _ body: (inout CodePrinter) -> Void
  ) {
    printer.block("let all: [\(type)]? = reader.elements { (reader: inout JSONReader) -> (\(type))? in", "}", body)
    printer.line("guard let all else { \(refusal) }")
    printer.line("\(list) = all")
  }

  // MARK: check

  /// Also of arrays whose first elements have schemas of their own.
  func check(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    guard let array = facts.array else {
      return printer.line("guard reader.skipValue(of: .array) else { return false }")
    }
    if array.uniqueItems { printer.line("let __arrayStart = reader.offset") }
    printer.line("guard reader.beginArray() else { return false }")
    let counts = array.count != .any || !array.prefixItems.isEmpty
    if counts { printer.line("var __elements = 0") }
    printer.block("if !reader.emptyArray() {") { printer in
      printer.block("repeat {", "} while reader.comma()") { printer in
        checkNext(array, &printer)
        if counts { printer.line("__elements += 1") }
      }
      printer.line("guard reader.endArray() else { return false }")
    }
    printer.require(array.count, of: "__elements", .returnsFalse)
    if array.uniqueItems { printer.line("guard reader.uniqueElements(at: __arrayStart) else { return false }") }
  }

  /// The count chooses the schema, as the first elements may each have one of their own.
  private func checkNext(_ array: ArrayCheck, _ printer: inout CodePrinter) {
    if array.prefixItems.isEmpty { return check(element: array.items, &printer) }
    printer.line("switch __elements {")
    for (index, item) in array.prefixItems.enumerated() {
      printer.line("case \(index):")
      printer.indent { check(element: item, &$0) }
    }
    printer.line("default:")
    printer.indent { check(element: array.items, &$0) }
    printer.line("}")
  }

  private func check(element: SchemaNodeID?, _ printer: inout CodePrinter) {
    guard let element else { return printer.line("guard reader.skipValue() else { return false }") }
    code.checks.call(element, &printer)
  }

  // MARK: write

  /// The runtime has one function for each plain type of elements; for the others it takes a closure.
  func write(_ element: TypePlan, _ expression: String, depth: Int, _ out: inout SerializerCode) {
    switch element {
    case .string, .integer, .double, .boolean, .raw: out.statement("writer.array(\(expression))")
    case .number, .text, .map, .structure, .tuple, .enumeration, .union, .foreign, .array, .optional:
      out.block("writer.array(\(expression)) { element\(depth), writer in") { out in
        code.write(element, "element\(depth)", depth: depth + 1, &out)
      }
    }
  }
}
