import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Checks without a type: what takes the next value and says whether a node accepts it. The keywords of a node are
/// sorted by the kinds of values they speak about, and the first byte chooses.
///
/// Checking builds nothing, so it allocates nothing and copies nothing: the reader only moves on.
struct CheckCode {
  let code: SchemaCode

  /// Whether a node asserts anything at all.
  func asserts(_ facts: NodeFacts) -> Bool { !code.schema.program.nodes[facts.id].checks.isEmpty }

  // MARK: calls

  /// Takes the next value and checks it: a scalar right here, anything else through its function.
  func call(_ id: SchemaNodeID, _ printer: inout CodePrinter) {
    let node = code.planner.resolved(id)
    let facts = code.planner.facts(node)
    guard asserts(facts) else { return printer.line("guard reader.skipValue() else { return false }") }
    if facts.isScalar { return declareBody(facts, &printer) }
    printer.line("guard \(condition(node)) else { return false }")
  }

  /// The condition that takes the next value if it is valid.
  ///
  /// A function for each node and not its body in place: recursive schemas need one, and others are called from several
  /// functions.
  func condition(_ id: SchemaNodeID, reader: String = "reader") -> String {
    let node = code.planner.resolved(id)
    return asserts(code.planner.facts(node)) ? "\(code.helpers.check(node))(&\(reader))" : "\(reader).skipValue()"
  }

  /// The condition that looks whether the next value is valid and leaves it.
  func probe(_ node: SchemaNodeID) -> String { "reader.probe({ \(condition(node, reader: "$0")) })" }

  // MARK: functions

  /// One function for each node that something asks about.
  func declare(_ printer: inout CodePrinter) {
    var functions: [SchemaNodeID: CodePrinter] = [:]
    while let node = code.helpers.nextCheck() {
      var function = printer.nested()
      function.block("static func check\(node)(_ reader: inout JSONReader) -> Bool {") { printer in
        declareBody(code.planner.facts(node), &printer)
        printer.line("return true")
      }
      functions[node] = function
    }
    printer.blockIfAny("private enum \(code.helpers.checksEnum) {") { printer in
      for (_, function) in functions.sorted(by: { $0.key < $1.key }) { printer.append(function) }
    }
  }

  /// From what decides alone to what needs a look at the value: most nodes end at one of the first lines.
  private func declareBody(_ facts: NodeFacts, _ printer: inout CodePrinter) {
    if facts.isNever { return printer.line("guard reader.mismatch() else { return false }") }
    if facts.isInterpreted || code.planner.wideUnions.contains(facts.id) {
      return printer.line(
        "guard \(code.helpers.interpreter()).accepts(&reader, node: \(facts.id)) else { return false }")
    }
    if code.applicators.check(facts, &printer) { return }
    if facts.constants != nil, facts.stringConstants == nil {
      let values = code.helpers.constant(.values(facts.id))
      printer.line(
        "guard reader.probe({ $0.constant(among: \(values)) }) || reader.mismatch() else { return false }")
    }
    let kinds = JSONKind.kinds(of: facts.admittedTypes).sorted { $0.rawValue < $1.rawValue }
    if kinds.count == 1 { return check(kinds[0], facts, &printer) }
    if kinds.count == 2, kinds[0] == .null { return checkNullOr(kinds[1], facts, &printer) }
    switchOverKinds(kinds, facts, &printer)
  }

  /// Only kinds about which something is said get a case of their own; all others share one that skips the value.
  private func switchOverKinds(_ kinds: [JSONKind], _ facts: NodeFacts, _ printer: inout CodePrinter) {
    let special = kinds.filter { facts.hasChecks(for: $0) }
    if special.isEmpty, kinds.count == JSONKind.allCases.count {
      return printer.line("guard reader.skipValue() else { return false }")
    }
    printer.line("switch reader.peek() {")
    for kind in special {
      printer.line("case \(kind.firstBytes):")
      printer.indent { check(kind, facts, &$0) }
    }
    let plain = kinds.filter { !special.contains($0) }
    if !plain.isEmpty {
      printer.line("case \(plain.map(\.firstBytes).joined(separator: ", ")):")
      printer.indent { $0.line("guard reader.skipValue() else { return false }") }
    }
    printer.line("default: return reader.unexpectedKind()")
    printer.line("}")
  }

  private func checkNullOr(_ kind: JSONKind, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    printer.line("if reader.peek() == 0x6E {")
    printer.indent { $0.line("guard reader.null() else { return false }") }
    printer.line("} else {")
    printer.indent { check(kind, facts, &$0) }
    printer.line("}")
  }

  private func check(_ kind: JSONKind, _ facts: NodeFacts, _ printer: inout CodePrinter) {
    switch kind {
    case .null: printer.line("guard reader.null() else { return false }")
    case .boolean: printer.line("guard reader.boolean() != nil else { return false }")
    case .number: code.numbers.check(facts, &printer)
    case .string: code.strings.check(facts, &printer)
    case .array: code.arrays.check(facts, &printer)
    case .object: code.objects.check(facts, &printer)
    }
  }
}

extension NodeFacts {
  /// One kind of value besides null, nothing that holds others, no other subschema.
  fileprivate var isScalar: Bool {
    let kinds = JSONKind.kinds(of: admittedTypes).subtracting([.null])
    let plain = constants == nil || stringConstants != nil
    return kinds.count <= 1 && plain && !isNever && !hasApplicators && !kinds.contains(.array)
      && !kinds.contains(.object)
  }

  /// Whether the node's own keywords say anything about values of a kind.
  func hasChecks(for kind: JSONKind) -> Bool {
    switch kind {
    case .null, .boolean: false
    case .number: range != nil || !divisors.isEmpty || !types.contains(.number)
    case .string: length != nil || !patterns.isEmpty || !formats.isEmpty || stringConstants != nil
    case .array: array != nil
    case .object: object != nil
    }
  }
}

extension JSONKind {
  /// The bytes that values of the kind begin with, as the pattern of a case.
  var firstBytes: String {
    switch self {
    case .null: "0x6E"
    case .boolean: "0x74, 0x66"
    case .number: "0x2D, 0x30...0x39"
    case .string: "0x22"
    case .array: "0x5B"
    case .object: "0x7B"
    }
  }
}

extension Set<JSONKind> {
  /// The same for values of any of the kinds.
  var firstBytes: String {
    sorted { $0.rawValue < $1.rawValue }.map(\.firstBytes).joined(separator: ", ")
  }
}
