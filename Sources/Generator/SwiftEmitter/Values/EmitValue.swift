import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Code that takes the next value: typed into `value.place`, or checked only.
  func emitValue(_ id: SchemaNodeID, _ value: Value, _ printer: inout CodePrinter) {
    let node = planner.resolved(id)
    guard let place = value.place else { return emitCheckCall(node, &printer) }
    let plan = plan(node)
    if plan.declaringNode != node { emitPrecheck(node, plan, value, &printer) }
    // Text is checked by all that the node asserts, not only by what it has its type from.
    guard let source = planner.adopted[node], !plan.isRaw else {
      return emitTyped(plan, planner.facts(node), place, value, &printer)
    }
    if plan.isOptional, !self.plan(source).isOptional {
      emitNullable(place, value, &printer) { emitValue(source, value.wrapped, &$0) }
    } else {
      emitValue(source, value, &printer)
    }
  }

  func emitTyped(
    _ plan: TypePlan, _ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter
  ) {
    switch plan {
    case .string: emitString(facts, place, value, &printer)
    case .integer: emitInteger(facts, place, value, &printer)
    case .double: emitDouble(facts, place, value, &printer)
    case .boolean:
      printer.line("guard let __value = reader.boolean() else { \(value.refusal) }")
      printer.line(store("__value", plan, place, value))
    case .number: emitNumber(facts, place, value, &printer)
    case .text(let type):
      emitStringToken(facts, value, &printer)
      printer.line(store("\(type.rawValue)(checked: reader.takeString())", plan, place, value))
    case .raw: emitRaw(facts, place, value, &printer)
    case .array(let element): emitArray(facts, element, place, value, &printer)
    case .map(let element): emitMap(facts, element, place, value, &printer)
    case .structure, .tuple, .union: emitDeclared(plan, place, value, &printer)
    case .enumeration:
      printer.line("guard let __value = \(type(plan))(from: &reader) else { \(value.refusal) }")
      printer.line(store("__value", plan, place, value))
    case .optional(let wrapped):
      emitNullable(place, value, &printer) { emitTyped(wrapped, facts, place, value.wrapped, &$0) }
    }
  }

  /// Null, or what `body` reads. A blank property is null already, unless there is a second optional around it.
  private func emitNullable(
    _ place: String, _ value: Value, _ printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
  ) {
    printer.line("if reader.peek() == 0x6E {")
    printer.indent { printer in
      printer.line("guard reader.null() else { \(value.refusal) }")
      let isNull = value.kind == .property && value.wraps == 0
      if !isNull { printer.line(store(value.wraps > 0 ? ".some(nil)" : "nil", .optional(.raw), place, value)) }
    }
    printer.line("} else {")
    printer.indent(body)
    printer.line("}")
  }

  /// All that a node asserts, over the value that comes next, where its type does not say all of it.
  func emitPrecheck(_ node: SchemaNodeID, _ plan: TypePlan, _ value: Value, _ printer: inout CodePrinter) {
    guard planner.prechecked.contains(node) else { return }
    if case .raw = plan { return }
    printer.line(
      "guard reader.probe({ \(helpers.check(node))(&$0) }) || reader.mismatch() else { \(value.refusal) }")
  }

  /// A number of any size, as its text.
  private func emitNumber(_ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    let whole = !facts.types.contains(.number)
    let range = facts.range == nil ? "nil" : "\(helpers.constant("range\(facts.id)"))"
    printer.line("let numberStart = reader.mark")
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    printer.line("guard reader.number(in: \(range), whole: \(whole)) else { \(value.refusal) }")
    emitDivisors(facts, value, &printer)
    printer.line("reader.reset(to: numberStart)")
    printer.line("guard let number = reader.rawValue() else { \(value.refusal) }")
    printer.line(store("JSONNumber(checked: number)", .number, place, value))
  }

  /// Checked text. A node that asserts nothing is taken as it is.
  func emitRaw(_ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    guard needsCheck(facts) else {
      printer.line("guard let __value = reader.rawValue() else { \(value.refusal) }")
      return printer.line(store("__value", .raw, place, value))
    }
    printer.line("let __start = reader.valueOffset()")
    printer.line("guard \(helpers.check(facts.id))(&reader) else { \(value.refusal) }")
    printer.line(store("reader.slice(from: __start)", .raw, place, value))
  }

  // MARK: strings

  /// Takes a string as a value. Only patterns and formats need it as a token first.
  private func emitString(_ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    guard facts.patterns.isEmpty, facts.formats.isEmpty else {
      emitStringToken(facts, value, &printer)
      return printer.line(store("reader.takeString()", .string, place, value))
    }
    let length = lengthArguments(facts)
    guard value.kind == .property, value.wraps < 2 else {
      printer.line("guard let __value = reader.text(\(length)) else { \(value.refusal) }")
      return printer.line(store("__value", .string, place, value))
    }
    let arguments = length.isEmpty ? "" : ", " + length
    printer.line("guard reader.text(into: &\(place)\(arguments)) else { \(value.refusal) }")
  }

  /// `minimum: 1, maximum: 128`, what bounds nothing left out.
  func lengthArguments(_ facts: NodeFacts) -> String {
    guard let length = facts.length else { return "" }
    let minimum = length.minimum > 0 ? ["minimum: \(length.minimum)"] : []
    return (minimum + (length.maximum < .max ? ["maximum: \(length.maximum)"] : [])).joined(separator: ", ")
  }

  /// Takes a string and leaves it as the token, all its checks done.
  func emitStringToken(_ facts: NodeFacts, _ value: Value, _ printer: inout CodePrinter) {
    printer.line("guard reader.string() else { \(value.refusal) }")
    emitTokenChecks(facts, value, &printer)
  }

  func emitTokenChecks(_ facts: NodeFacts, _ value: Value, _ printer: inout CodePrinter) {
    if let length = facts.length {
      let maximum = length.maximum == .max ? ".max" : String(length.maximum)
      printer.line(
        "guard reader.tokenFits(minimum: \(length.minimum), maximum: \(maximum)) || reader.mismatch() else { \(value.refusal) }"
      )
    }
    for index in facts.patterns.indices {
      printer.line(
        "guard reader.tokenMatches(\(helpers.constant("pattern\(facts.id)_\(index)"))) else { \(value.refusal) }")
    }
    for format in facts.formats {
      printer.line("guard reader.tokenIs(.\(format)) else { \(value.refusal) }")
    }
  }

  /// A condition that is true when the token is exactly `text`, its length known to be right.
  func tokenCondition(_ text: JSONString) -> String {
    let bytes = text.bytes
    guard bytes.count > 8 else {
      if bytes.isEmpty { return "true" }
      let mask = bytes.count == 8 ? "" : " & " + SwiftLiteral.word([UInt8](repeating: 0xFF, count: bytes.count))
      return "reader.tokenWord(0)\(mask) == \(SwiftLiteral.word(bytes))"
    }
    // A long chain of comparisons takes the compiler minutes.
    if bytes.count > 64 { return "reader.tokenEquals(\(SwiftLiteral.string(text)))" }
    var offsets = Array(stride(from: 0, to: bytes.count - 8, by: 8))
    offsets.append(bytes.count - 8)
    return offsets.map { "reader.tokenWord(\($0)) == \(SwiftLiteral.word(bytes[$0..<$0 + 8]))" }
      .joined(separator: " && ")
  }

  /// `switch` over the token: by length, then by words. `body` prints what happens for one text and must leave the
  /// switch; falling out of it means that no text matched.
  func emitTokenSwitch(
    _ texts: [JSONString], _ printer: inout CodePrinter, _ body: (Int, inout CodePrinter) -> Void
  ) {
    let groups = Dictionary(grouping: texts.indices, by: { texts[$0].utf8Count })
    printer.line("switch reader.tokenCount {")
    for (length, indices) in groups.sorted(by: { $0.key < $1.key }) {
      printer.line("case \(length):")
      printer.indent { printer in
        for index in indices {
          printer.block("if \(tokenCondition(texts[index])) {") { body(index, &$0) }
        }
      }
    }
    printer.line("default: break")
    printer.line("}")
  }

  // MARK: numbers

  private func emitInteger(_ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    if !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    printer.line("guard let __value = reader.integer() else { \(value.refusal) }")
    let bounds = integerBounds(facts.range ?? NumberRange())
    if !bounds.isEmpty { printer.line("guard \(bounds) || reader.mismatch() else { \(value.refusal) }") }
    emitDivisors(facts, value, &printer)
    printer.line(store("__value", .integer, place, value))
  }

  /// Bounds on an `Int`; one that lies outside its range is either always or never met.
  func integerBounds(_ range: NumberRange) -> String {
    var conditions: [String] = []
    func add(_ bound: JSONDecimal?, lower: Bool, exclusive: Bool) {
      guard let bound else { return }
      let step = lower ? "__value >= " : "__value <= "
      if let exact = bound.int {
        let comparison = exclusive ? (lower ? "__value > " : "__value < ") : step
        conditions.append(comparison + String(exact))
      } else if let part = bound.integerPart(roundedUp: lower) {
        conditions.append(step + String(part))
      } else if lower != bound.isNegative {
        conditions.append("false")
      }
    }
    add(range.minimum, lower: true, exclusive: false)
    add(range.exclusiveMinimum, lower: true, exclusive: true)
    add(range.maximum, lower: false, exclusive: false)
    add(range.exclusiveMaximum, lower: false, exclusive: true)
    return conditions.isEmpty ? "" : conditions.count == 1 ? conditions[0] : "(\(conditions.joined(separator: " && ")))"
  }

  private func emitDouble(_ facts: NodeFacts, _ place: String, _ value: Value, _ printer: inout CodePrinter) {
    let bounds = facts.range.flatMap(plainBounds)
    let exact = "reader.exactNumber(at: __start, in: \(helpers.constant("range\(facts.id)")))"
    if facts.range != nil || !facts.divisors.isEmpty { printer.line("let __start = reader.offset") }
    let double = notesRounding ? "reader.notedDouble()" : "reader.double()"
    if let bounds {
      printer.block("if let __value = reader.plainDouble() {") { printer in
        printer.line("guard \(bounds) || reader.mismatch() else { \(value.refusal) }")
        printer.line(store("__value", .double, place, value))
      }
      printer.block("else {") { printer in
        printer.line("guard let __value = \(double), \(exact) else { \(value.refusal) }")
        printer.line(store("__value", .double, place, value))
      }
    } else {
      let condition = facts.range == nil ? "" : ", " + exact
      printer.line("guard let __value = \(double)\(condition) else { \(value.refusal) }")
      printer.line(store("__value", .double, place, value))
    }
    emitDivisors(facts, value, &printer)
  }

  /// The bounds as a condition on a plain double, where comparing doubles is exact; nil when a bound has too many
  /// digits for that.
  func plainBounds(_ range: NumberRange) -> String? {
    let bounds: [(JSONDecimal?, String)] = [
      (range.minimum, ">="), (range.exclusiveMinimum, ">"), (range.maximum, "<="), (range.exclusiveMaximum, "<"),
    ]
    let given = bounds.compactMap { bound, comparison in bound.map { ($0, comparison) } }
    guard !given.isEmpty, given.allSatisfy({ $0.0.isPlainDouble }) else { return nil }
    return "(" + given.map { "__value \($0.1) \($0.0.text)" }.joined(separator: " && ") + ")"
  }

  func emitDivisors(_ facts: NodeFacts, _ value: Value, _ printer: inout CodePrinter) {
    for index in facts.divisors.indices {
      printer.line(
        "guard reader.exactMultiple(at: __start, of: \(helpers.constant("divisor\(facts.id)_\(index)"))) else { \(value.refusal) }"
      )
    }
  }

  // MARK: arrays

  private func emitArray(
    _ facts: NodeFacts, _ element: SchemaNodeID, _ place: String, _ value: Value, _ printer: inout CodePrinter
  ) {
    // Arrays nest: each level has names of its own.
    let level = Self.level(below: place)
    let (item, list, start) = ("element\(level)", "elements\(level)", "arrayStart\(level)")
    let unique = facts.array?.uniqueItems == true
    if unique { printer.line("let \(start) = reader.offset") }
    printer.line("var \(list): [\(type(of: element))] = []")
    printer.line("guard reader.beginArray() else { \(value.refusal) }")
    printer.block("if !reader.emptyArray() {") { printer in
      emitElements(type(of: element), list, value, &printer) { printer in
        emitConstant(item, element, "return nil", &printer)
        printer.line("return \(item)")
      }
      printer.line("guard reader.endArray() else { \(value.refusal) }")
    }
    if let count = facts.array?.count, count != .any {
      printer.line("guard \(countCondition("\(list).count", count)) || reader.mismatch() else { \(value.refusal) }")
    }
    if unique { printer.line("guard reader.uniqueElements(at: \(start)) else { \(value.refusal) }") }
    printer.line(store("\(list)", .array(element: element), place, value))
  }

  /// The number of the next level of nesting: that of the element being read and one more.
  static func level(below place: String) -> Int {
    place.hasPrefix("element") ? (Int(place.dropFirst("element".count)) ?? 0) + 1 : 1
  }

  func countCondition(_ name: String, _ range: CountRange) -> String {
    var conditions: [String] = []
    if range.minimum > 0 { conditions.append("\(name) >= \(range.minimum)") }
    if range.maximum != .max { conditions.append("\(name) <= \(range.maximum)") }
    return conditions.isEmpty
      ? "true" : conditions.count == 1 ? conditions[0] : "(\(conditions.joined(separator: " && ")))"
  }
}
