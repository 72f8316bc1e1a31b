import JSONCore
import SchemaCompiler
import SchemaRuntime

extension SchemaEmitter {
  /// Code that takes the next value: typed into `value.target`, or checked only.
  func emitValue(_ id: SchemaNodeID, _ value: Value, _ printer: inout CodePrinter) {
    let node = planner.resolved(id)
    guard let target = value.target else { return emitCheckCall(node, &printer) }
    emitTyped(plan(node), planner.facts(node), target, value, &printer)
  }

  func emitTyped(
    _ plan: TypePlan, _ facts: NodeFacts, _ target: String, _ value: Value, _ printer: inout CodePrinter
  ) {
    switch plan {
    case .string: emitString(facts, target, value, &printer)
    case .integer: emitInteger(facts, target, value, &printer)
    case .double: emitDouble(facts, target, value, &printer)
    case .boolean:
      printer.line("guard let _value = reader.boolean() else { \(value.refusal) }")
      printer.line("\(target) = _value")
    case .raw: emitRaw(facts, target, value, &printer)
    case .array(let element): emitArray(facts, element, target, value, &printer)
    case .structure, .enumeration, .union:
      printer.line("guard let _value = \(type(plan))(from: &reader) else { \(value.refusal) }")
      printer.line("\(target) = _value")
    case .optional(let wrapped):
      printer.line("if reader.peek() == 0x6E {")
      printer.indent { printer in
        printer.line("guard reader.null() else { \(value.refusal) }")
        printer.line("\(target) = \(value.null)")
      }
      printer.line("} else {")
      printer.indent { emitTyped(wrapped, facts, target, value, &$0) }
      printer.line("}")
    }
  }

  /// Checked text. A node that asserts nothing is taken as it is.
  private func emitRaw(_ facts: NodeFacts, _ target: String, _ value: Value, _ printer: inout CodePrinter) {
    guard needsCheck(facts) else {
      printer.line("guard let _value = reader.rawValue() else { \(value.refusal) }")
      return printer.line("\(target) = _value")
    }
    printer.line("let _start = reader.valueOffset()")
    printer.line("guard \(helpers)Checks.check\(facts.id)(&reader) else { \(value.refusal) }")
    printer.line("\(target) = reader.slice(from: _start)")
  }

  // MARK: strings

  /// Takes a string as a value. Only patterns and formats need it as a token first.
  private func emitString(_ facts: NodeFacts, _ target: String, _ value: Value, _ printer: inout CodePrinter) {
    guard facts.patterns.isEmpty, facts.formats.isEmpty else {
      emitStringToken(facts, value, &printer)
      return printer.line("\(target) = reader.takeString()")
    }
    printer.line("guard let _value = reader.text(\(lengthArguments(facts))) else { \(value.refusal) }")
    printer.line("\(target) = _value")
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
        "guard reader.tokenMatches(\(helpers)Constants.pattern\(facts.id)_\(index)) else { \(value.refusal) }")
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

  private func emitInteger(_ facts: NodeFacts, _ target: String, _ value: Value, _ printer: inout CodePrinter) {
    if !facts.divisors.isEmpty { printer.line("let _start = reader.offset") }
    printer.line("guard let _value = reader.integer() else { \(value.refusal) }")
    let bounds = integerBounds(facts.range ?? NumberRange())
    if !bounds.isEmpty { printer.line("guard \(bounds) || reader.mismatch() else { \(value.refusal) }") }
    emitDivisors(facts, value, &printer)
    printer.line("\(target) = _value")
  }

  /// Bounds on an `Int`; one that lies outside its range is either always or never met.
  func integerBounds(_ range: NumberRange) -> String {
    var conditions: [String] = []
    func add(_ bound: JSONDecimal?, lower: Bool, exclusive: Bool) {
      guard let bound else { return }
      let step = lower ? "_value >= " : "_value <= "
      if let exact = bound.int {
        let comparison = exclusive ? (lower ? "_value > " : "_value < ") : step
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

  private func emitDouble(_ facts: NodeFacts, _ target: String, _ value: Value, _ printer: inout CodePrinter) {
    let bounds = facts.range.flatMap(plainBounds)
    let exact = "reader.exactNumber(at: _start, in: \(helpers)Constants.range\(facts.id))"
    if facts.range != nil || !facts.divisors.isEmpty { printer.line("let _start = reader.offset") }
    if let bounds {
      printer.block("if let _value = reader.plainDouble() {") { printer in
        printer.line("guard \(bounds) || reader.mismatch() else { \(value.refusal) }")
        printer.line("\(target) = _value")
      }
      printer.block("else {") { printer in
        printer.line("guard let _value = reader.double(), \(exact) else { \(value.refusal) }")
        printer.line("\(target) = _value")
      }
    } else {
      let condition = facts.range == nil ? "" : ", " + exact
      printer.line("guard let _value = reader.double()\(condition) else { \(value.refusal) }")
      printer.line("\(target) = _value")
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
    return "(" + given.map { "_value \($0.1) \($0.0.text)" }.joined(separator: " && ") + ")"
  }

  func emitDivisors(_ facts: NodeFacts, _ value: Value, _ printer: inout CodePrinter) {
    for index in facts.divisors.indices {
      printer.line(
        "guard reader.exactMultiple(at: _start, of: \(helpers)Constants.divisor\(facts.id)_\(index)) else { \(value.refusal) }"
      )
    }
  }

  // MARK: arrays

  private func emitArray(
    _ facts: NodeFacts, _ element: SchemaNodeID, _ target: String, _ value: Value, _ printer: inout CodePrinter
  ) {
    // Arrays nest: each level has names of its own.
    let level = target.hasPrefix("element") ? (Int(target.dropFirst("element".count)) ?? 0) + 1 : 1
    let (item, list, start) = ("element\(level)", "elements\(level)", "arrayStart\(level)")
    let unique = facts.array?.uniqueItems == true
    if unique { printer.line("let \(start) = reader.offset") }
    printer.line("var \(list): [\(type(of: element))] = []")
    printer.line("guard reader.beginArray() else { \(value.refusal) }")
    printer.block("if !reader.emptyArray() {") { printer in
      if let room = firstRoom(element) { printer.line("\(list).reserveCapacity(\(room))") }
      printer.block("repeat {", "} while reader.comma()") { printer in
        let isOptional = if case .optional = plan(element) { true } else { false }
        printer.line("var \(item): \(type(of: element))\(isOptional ? "" : "?")")
        emitValue(element, Value(target: item), &printer)
        printer.line(isOptional ? "\(list).append(\(item))" : "if let \(item) { \(list).append(\(item)) }")
      }
      printer.line("guard reader.endArray() else { \(value.refusal) }")
    }
    if let count = facts.array?.count, count != .any {
      printer.line("guard \(countCondition("\(list).count", count)) || reader.mismatch() else { \(value.refusal) }")
    }
    if unique { printer.line("guard reader.uniqueElements(at: \(start)) else { \(value.refusal) }") }
    printer.line("\(target) = \(list)")
  }

  /// Elements to make room for at once: without it an array of small ones grows at 1, 2 and 4.
  private func firstRoom(_ element: SchemaNodeID) -> Int? {
    switch plan(element) {
    case .string, .integer, .double, .boolean, .raw, .enumeration: 4
    case .array, .structure, .union, .optional: nil
    }
  }

  func countCondition(_ name: String, _ range: CountRange) -> String {
    var conditions: [String] = []
    if range.minimum > 0 { conditions.append("\(name) >= \(range.minimum)") }
    if range.maximum != .max { conditions.append("\(name) <= \(range.maximum)") }
    return conditions.isEmpty
      ? "true" : conditions.count == 1 ? conditions[0] : "(\(conditions.joined(separator: " && ")))"
  }
}
