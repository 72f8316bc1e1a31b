import JSONCore

/// The units that are open while an evaluation is recorded, innermost last: what the output formats of JSON Schema
/// (Core, 12.4) are made from.
struct Trace {
  private(set) var open: [EvaluationUnit] = []
  /// By open unit: what its applicators were applied to, in the order they were met.
  private var lists: [[(keyword: String, value: TracedValue)]] = []
  /// Units begun so far, open and closed; compared with `limit`, since a small text can have very many.
  private var count = 0
  let limit: Int
  /// Whether units are missing because of `limit`; the result itself is right all the same.
  private(set) var isTruncated = false

  init(limit: Int) { self.limit = limit }

  /// Opens a unit inside the innermost one. False when the limit is reached: nothing more is recorded then.
  mutating func begin(_ unit: EvaluationUnit) -> Bool {
    guard count < limit else {
      isTruncated = true
      return false
    }
    count += 1
    open.append(unit)
    lists.append([])
    return true
  }

  /// Closes the innermost unit and hands it to the one around it; the outermost stays open for `evaluateTraced`.
  mutating func end(_ isValid: Bool, _ annotations: [SchemaAnnotation]) {
    guard var unit = open.popLast(), let lists = lists.popLast() else { return }
    unit.isValid = isValid
    // A schema that fails drops its annotations (Core, 7.7.1.2).
    if isValid {
      unit.annotations = annotations.map { EvaluationUnit.Annotation(keyword: $0.keyword, value: $0.value) }
      unit.annotations += lists.map {
        EvaluationUnit.Annotation(keyword: JSONString($0.keyword), value: $0.value.slice)
      }
    }
    guard !open.isEmpty else { return open = [unit] }
    open[open.count - 1].children.append(unit)
  }

  /// Adds an error to the innermost unit.
  mutating func fail(_ fault: EvaluationUnit.Fault) {
    guard !open.isEmpty else { return }
    open[open.count - 1].errors.append(fault)
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

/// The value of an applicator's annotation, in the form that its keyword has (Core, 10.3 and 11).
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
      // Given up for a moment, so that the list grows in place.
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
    guard report.trace.begin(outermost) else { return Evaluation(root: outermost, isTruncated: true) }
    let valid = evaluate(root)
    if reader.failure == .tooExpensive { reportGivingUp(root) }
    report.trace.end(valid, nodes[root].annotations)
    return Evaluation(root: report.trace.open.first ?? outermost, isTruncated: report.trace.isTruncated)
  }

  /// Evaluates a node as a unit of its own, when units are recorded.
  mutating func evaluateAsUnit(_ id: SchemaNodeID) -> Bool {
    _ = reader.peek()
    guard report.isTracing else { return evaluate(id) }
    guard report.trace.begin(unit(id)) else {
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
