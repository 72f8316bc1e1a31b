import JSONCore

extension SchemaProgram {
  /// The program that the schema compiler packed; `matchers` in the order in which its text names them. A text that it
  /// did not make gives a program that accepts nothing.
  public init(packed text: String, matchers: [PatternMatcher] = []) {
    self =
      UnpackedProgram(matchers: matchers).program(text)
      ?? SchemaProgram(
        nodes: [SchemaNode(location: "", checks: [.never])], root: 0)
  }
}

/// Reads what `PackedProgram` writes, the moment a program is first asked for: once for each generated type, and only
/// when violations are listed or a check is left to the interpreter. Everything that is not as expected gives nil.
private struct UnpackedProgram {
  let matchers: [PatternMatcher]

  /// Constants may be as deep as a document; the lists around them add a few levels.
  private static let maxDepth = JSONReader.defaultMaxDepth + 16

  /// Nil as well when the root is no node; that targets of checks are nodes is the compiler's to see to.
  func program(_ text: String) -> SchemaProgram? {
    var reader = JSONReader(JSONBytes(text), maxDepth: Self.maxDepth)
    guard let value = JSONValue(from: &reader), reader.finish(), let parts = value.list, let root = parts.first?.number
    else { return nil }
    var nodes: [SchemaNode] = []
    for part in parts.dropFirst() {
      guard let node = node(part) else { return nil }
      nodes.append(node)
    }
    return nodes.indices.contains(root) ? SchemaProgram(nodes: nodes, root: root) : nil
  }

  /// Without URI and annotations: only reports of `securellm validate` show these, from programs that are not packed.
  private func node(_ value: JSONValue) -> SchemaNode? {
    guard let parts = value.list, let location = parts.first?.text else { return nil }
    var checks: [SchemaCheck] = []
    for part in parts.dropFirst() {
      guard let list = part.list, let name = list.first?.text,
        let check = check(String(name), Arguments(list.dropFirst()))
      else { return nil }
      checks.append(check)
    }
    return SchemaNode(location: String(location), checks: checks)
  }

  /// By the name that `PackedProgram.write` gives a check; keep the two in step. Applicators have a function of their
  /// own behind it.
  private func check(_ name: String, _ arguments: Arguments) -> SchemaCheck? {
    switch name {
    case "never": .never
    case "type": arguments.number(0).map { .type(JSONTypeSet(rawValue: UInt8(truncatingIfNeeded: $0))) }
    case "integerNotation": .integerNotation
    case "const": arguments.values.first.map { .const($0) }
    case "enumeration": .enumeration(Array(arguments.values))
    case "range": .range(range(arguments))
    case "multipleOf": arguments.decimal(0).map { .multipleOf($0) }
    case "length": arguments.count(0).map { .length($0) }
    case "pattern": pattern(arguments).map { .pattern($0) }
    case "format": arguments.text(0).flatMap { Format(rawValue: String($0)) }.map { .format($0) }
    case "object": object(arguments).map { .object($0) }
    case "array": array(arguments).map { .array($0) }
    case "oneOf": alternatives(arguments).map { .oneOf($0) }
    case "allOf": arguments.numbers(0).map { .allOf($0) }
    case "anyOf": alternatives(arguments).map { .anyOf($0) }
    default: applicator(name, arguments)
    }
  }

  /// Checks that name other nodes, and those whose numbers may be null.
  private func applicator(_ name: String, _ arguments: Arguments) -> SchemaCheck? {
    switch name {
    case "contains":
      if let schema = arguments.number(0), let count = arguments.count(1), let evaluates = arguments.number(3) {
        .contains(ContainsCheck(schema: schema, count: count, evaluates: evaluates == 1))
      } else {
        nil
      }
    case "dependent": dependent(arguments).map { .dependent($0) }
    case "reference": arguments.number(0).map { .reference($0) }
    case "dynamicReference":
      if let target = arguments.number(0), let text = arguments.text(1),
        let keyword = DynamicKeyword(rawValue: String(text))
      {
        .dynamicReference(target, keyword)
      } else {
        nil
      }
    case "not": arguments.number(0).map { .not($0) }
    case "conditional":
      arguments.number(0).map {
        .conditional(
          ConditionalCheck(condition: $0, consequence: arguments.number(1), alternative: arguments.number(2)))
      }
    case "unevaluatedProperties": arguments.number(0).map { .unevaluatedProperties($0) }
    case "unevaluatedItems": arguments.number(0).map { .unevaluatedItems($0) }
    default: nil
    }
  }

  /// Four decimals in the order of `NumberRange`; null for a bound that is absent.
  private func range(_ arguments: Arguments) -> NumberRange {
    NumberRange(
      minimum: arguments.decimal(0), maximum: arguments.decimal(1), exclusiveMinimum: arguments.decimal(2),
      exclusiveMaximum: arguments.decimal(3))
  }

  /// The matcher by its number: it is in generated code already, and not made a second time.
  private func pattern(_ arguments: Arguments) -> PatternCheck? {
    guard let source = arguments.text(0), let index = arguments.number(1), matchers.indices.contains(index) else {
      return nil
    }
    return PatternCheck(
      source: String(source), matcher: matchers[index], description: arguments.text(2).map { String($0) })
  }

  /// Numbers by position: property names, two of the count, open, additional, then the three lists.
  private func object(_ arguments: Arguments) -> ObjectCheck? {
    guard let count = arguments.count(1), let open = arguments.number(3), let additional = arguments.number(4),
      let properties = arguments.list(5), let required = arguments.texts(6), let patterns = arguments.list(7)
    else { return nil }
    var check = ObjectCheck(required: required, count: count, declaresOpen: open == 1)
    check.propertyNames = arguments.number(0)
    check.additional =
      additional == PackedProgram.open ? .open : additional == PackedProgram.closed ? .closed : .schema(additional)
    for property in properties.map(Arguments.init) {
      guard let name = property.text(0), let schema = property.number(1) else { return nil }
      check.properties.append(ObjectCheck.Property(name: name, schema: schema))
    }
    for entry in patterns.map(Arguments.init) {
      guard let pattern = pattern(entry), let schema = entry.number(2) else { return nil }
      check.patternProperties.append((pattern: pattern, schema: schema))
    }
    return check
  }

  /// Numbers by position: `items`, two of the count, unique, the form of draft 2019-09, then the prefix.
  private func array(_ arguments: Arguments) -> ArrayCheck? {
    guard let count = arguments.count(1), let unique = arguments.number(3), let isArray = arguments.number(4),
      let prefix = arguments.numbers(5)
    else { return nil }
    return ArrayCheck(
      prefixItems: prefix, items: arguments.number(0), count: count, uniqueItems: unique == 1,
      isItemsArray: isArray == 1)
  }

  /// The keyword, then for each name its schema or null and the names it requires.
  private func dependent(_ arguments: Arguments) -> DependentCheck? {
    guard let keyword = arguments.text(0).flatMap({ DependentCheck.Keyword(rawValue: String($0)) }) else { return nil }
    var check = DependentCheck(keyword: keyword, entries: [])
    for entry in arguments.values.dropFirst().map(Arguments.init) {
      guard let name = entry.text(0), let required = entry.texts(2) else { return nil }
      check.entries.append(DependentCheck.Entry(name: name, required: required, schema: entry.number(1)))
    }
    return check
  }

  /// With a third argument there is a discriminator; the second says which, since a tag has a name and members have
  /// none.
  private func alternatives(_ arguments: Arguments) -> AlternativesCheck? {
    guard let branches = arguments.numbers(0) else { return nil }
    guard let list = arguments.list(2) else { return AlternativesCheck(branches: branches) }
    if let property = arguments.text(1) {
      return AlternativesCheck(
        branches: branches, discriminator: .tag(property, values: list.map { Arguments($0).values }))
    }
    return AlternativesCheck(
      branches: branches, discriminator: .member(list.map(\.text), rest: arguments.number(3)))
  }
}

/// What follows the name of a check. Beyond the end everything is nil: trailing arguments may be left out.
private struct Arguments {
  let values: [JSONValue]

  init(_ values: some Sequence<JSONValue>) { self.values = Array(values) }
  init(_ value: JSONValue) { values = value.list ?? [] }

  private func value(_ index: Int) -> JSONValue? { values.indices.contains(index) ? values[index] : nil }
  func number(_ index: Int) -> Int? { value(index)?.number }
  func text(_ index: Int) -> JSONString? { value(index)?.text }
  func list(_ index: Int) -> [JSONValue]? { value(index)?.list }
  func texts(_ index: Int) -> [JSONString]? { list(index)?.compactMap(\.text) }
  /// Those that are numbers; in a text of the compiler, all.
  func numbers(_ index: Int) -> [Int]? { list(index)?.compactMap(\.number) }

  func decimal(_ index: Int) -> JSONDecimal? {
    if case .number(let value)? = value(index) { value } else { nil }
  }

  /// A minimum and a maximum; null is no maximum.
  func count(_ index: Int) -> CountRange? {
    number(index).map { CountRange(minimum: $0, maximum: number(index + 1) ?? .max) }
  }
}

extension JSONValue {
  fileprivate var number: Int? { if case .number(let value) = self { value.int } else { nil } }
  fileprivate var text: JSONString? { if case .string(let value) = self { value } else { nil } }
  fileprivate var list: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
}
