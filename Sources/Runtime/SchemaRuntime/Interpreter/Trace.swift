import JSONCore

/// The units that are open while an evaluation is recorded, innermost last: what the output formats of JSON Schema
/// (Core, 12.4) are made from.
struct Trace {
  private(set) var open: [EvaluationUnit] = []
  /// By open unit: what its applicators were applied to, in the order they were met.
  private var lists: [[(keyword: String, value: TracedValue)]] = []
  /// By open unit: whether its value is a string.
  private var areStrings: [Bool] = []
  /// How many `propertyNames` are open. A name is no value of the instance, so nothing said about it is an annotation
  /// that a JSON pointer could locate (core, 10.3.2.4).
  private var openNames = 0
  private var count = 0
  let limit: Int
  /// Whether units are missing because of `limit`; the result itself is right all the same.
  private(set) var isTruncated = false

  init(limit: Int) { self.limit = limit }

  /// False when the limit is reached: nothing more is recorded then.
  mutating func begin(_ unit: EvaluationUnit, isString: Bool) -> Bool {
    guard count < limit else {
      isTruncated = true
      return false
    }
    count += 1
    open.append(unit)
    lists.append([])
    areStrings.append(isString)
    return true
  }

  mutating func enterName() { openNames += 1 }

  mutating func leaveName() { openNames -= 1 }

  /// Closes the innermost unit and hands it to the one around it; the outermost stays open for `finish`.
  mutating func end(_ isValid: Bool, _ annotations: [SchemaAnnotation]) {
    guard var unit = open.popLast(), let lists = lists.popLast(), let isString = areStrings.popLast() else { return }
    unit.isValid = isValid
    if !isValid {
      unit.dropAnnotationsBelow()
    } else if openNames == 0 {
      let shown = annotations.filter { isString || !$0.isForStringsOnly }
      unit.annotations = shown.map { EvaluationUnit.Annotation(keyword: $0.keyword, value: $0.value) }
      unit.annotations += lists.map {
        EvaluationUnit.Annotation(keyword: JSONString($0.keyword), value: $0.value.slice)
      }
    }
    guard !open.isEmpty else { return open = [unit] }
    open[open.count - 1].children.append(unit)
  }

  /// Adds an error to the innermost unit.
  mutating func fail(_ error: EvaluationUnit.Failure) {
    guard !open.isEmpty else { return }
    open[open.count - 1].errors.append(error)
  }

  /// Notes what an applicator was applied to: one entry per keyword, which grows. A node has few applicators, so they
  /// are searched one by one.
  mutating func note(_ keyword: String, _ value: TracedValue) {
    guard !lists.isEmpty else { return }
    let last = lists.count - 1
    guard let index = lists[last].firstIndex(where: { $0.keyword == keyword }) else {
      return lists[last].append((keyword, value))
    }
    lists[last][index].value.add(value)
  }
}

extension EvaluationUnit {
  /// A schema that fails takes the annotations of its subschemas with it (core, 7.7.1.2). What failed below has lost
  /// its own already, so that all calls of a run together visit each unit once.
  fileprivate mutating func dropAnnotationsBelow() {
    for index in children.indices where children[index].isValid {
      children[index].annotations = []
      children[index].dropAnnotationsBelow()
    }
  }
}

/// The value of an applicator's annotation.
enum TracedValue {
  /// `properties` and its like: the members they were applied to.
  case names([JSONString])
  /// `contains`: the elements that matched.
  case indexes([Int])
  /// `prefixItems`: the last element they reached.
  case index(Int)
  /// `items` and `unevaluatedItems`: true.
  case all

  /// Joins another application of the same keyword. Names and indexes are added; of the others the later one counts.
  mutating func add(_ other: TracedValue) {
    switch (self, other) {
    case (.names(var names), .names(let more)):
      // Given up for a moment, so that the list grows without a copy.
      self = .all
      names += more
      self = .names(names)
    case (.indexes(var indexes), .indexes(let more)):
      self = .all
      indexes += more
      self = .indexes(indexes)
    case (_, .index), (_, .all), (.index, _), (.all, _), (.names, .indexes), (.indexes, .names): self = other
    }
  }

  /// As JSON text, for `EvaluationUnit.Annotation`.
  var slice: JSONSlice {
    var writer = JSONWriter()
    switch self {
    case .all: writer.boolean(true)
    case .index(let index): writer.integer(index)
    case .names(let names): JSONValue.array(names.map { .string($0) }).write(to: &writer)
    case .indexes(let indexes): JSONValue.array(indexes.map { .number(JSONDecimal($0)) }).write(to: &writer)
    }
    let bytes = writer.copy()
    return JSONSlice(unchecked: bytes, range: 0..<bytes.count)
  }
}

extension Interpretation {
  /// Runs the whole and hands out what was recorded. A text that was given up gets an error at the root: its units are
  /// those of a run that was broken off.
  mutating func evaluateTraced(_ root: SchemaNodeID) -> Evaluation {
    _ = reader.peek()
    let outermost = unit(root)
    guard report.trace.begin(outermost, isString: reader.peekKind() == .string) else {
      return Evaluation(root: outermost, isTruncated: true)
    }
    let valid = evaluate(root)
    reportGivingUp()
    report.trace.end(valid, nodes[root].annotations)
    return Evaluation(root: report.trace.open.first ?? outermost, isTruncated: report.trace.isTruncated)
  }

  /// Evaluates a node as a unit of its own, when units are recorded.
  mutating func evaluateAsUnit(_ id: SchemaNodeID) -> Bool {
    _ = reader.peek()
    guard report.isTracing else { return evaluate(id) }
    guard report.trace.begin(unit(id), isString: reader.peekKind() == .string) else {
      // From here on only the result counts.
      report.isTracing = false
      report.isCollecting = false
      return evaluate(id)
    }
    let valid = evaluate(id)
    report.trace.end(valid, nodes[id].annotations)
    return valid
  }

  /// A unit for the value that comes next, without children or errors yet. Names the URI of the schema where it has
  /// one, as the output formats want (Core, 12.3.2).
  private func unit(_ id: SchemaNodeID) -> EvaluationUnit {
    EvaluationUnit(
      evaluationPath: PathStep.pointer(report.evaluation), schemaLocation: nodes[id].uri ?? nodes[id].location,
      instanceLocation: PathStep.pointer(report.instance), offset: reader.offset)
  }
}
