import JSONCore
import SchemaRuntime

/// Reads off a compiled schema which types and strings a value may have.
///
/// Everything here errs on one side: what cannot be decided exactly counts as admitted. So a proof over it may fail for
/// a schema that is in fact safe, and never succeeds for one that is not.
struct AdmittedStrings {
  let schema: CompiledSchema

  /// Applicators nested deeper, or references in a circle, count as admitting everything.
  private static let maxDepth = 32

  /// The types that a value may have; more than it really may where the schema is involved.
  ///
  /// By keywords and not by example values: the result has to hold for every value.
  func types(_ id: SchemaNodeID, depth: Int = 0) -> JSONTypeSet {
    let every: JSONTypeSet = [.null, .boolean, .integer, .number, .string, .array, .object]
    guard depth < Self.maxDepth else { return every }
    return schema.program.nodes[id].checks.reduce(every) { $0.intersection(types($1, every, depth)) }
  }

  private func types(_ check: SchemaCheck, _ every: JSONTypeSet, _ depth: Int) -> JSONTypeSet {
    switch check {
    case .never: []
    case .type(let set): set.contains(.number) ? set.union(.integer) : set
    case .const(let value): value.types
    case .enumeration(let values): values.reduce([]) { $0.union($1.types) }
    case .reference(let target), .dynamicReference(let target, _): types(target, depth: depth + 1)
    case .allOf(let branches): branches.reduce(every) { $0.intersection(types($1, depth: depth + 1)) }
    case .anyOf(let check), .oneOf(let check): check.branches.reduce([]) { $0.union(types($1, depth: depth + 1)) }
    case .range, .multipleOf, .length, .pattern, .format, .object, .array, .not, .integerNotation, .contains,
      .dependent, .conditional, .unevaluatedProperties, .unevaluatedItems:
      every
    }
  }

  /// A superset of the strings that the node admits. `format` and most of `not` are left out of account.
  ///
  /// The keywords of a node narrow each other, so their languages are intersected one after the other; the first that
  /// is empty ends it, since intersections of nothing are cheap.
  func strings(_ id: SchemaNodeID, depth: Int = 0) throws(PatternError) -> StringSet {
    guard depth < Self.maxDepth else { return .everything }
    var result = StringSet.everything
    for check in schema.program.nodes[id].checks {
      guard let narrower = try strings(check, depth) else { continue }
      result = try result.intersect(narrower)
    }
    return result
  }

  /// A string of the node with a character of `separator` in it: a part of one at the end of a text would do, with the
  /// rest behind it. Nil when there is none; the separator itself where nothing can be proved.
  ///
  /// One character of the separator is enough, since the rest of it may follow in the text behind the field.
  func text(_ id: SchemaNodeID, holding separator: [UInt8]) -> [UInt8]? {
    do throws(PatternError) {
      let admitted = try strings(id)
      for character in String(decoding: separator, as: UTF8.self).unicodeScalars {
        let holding = try Automaton.any.concat(.literal(Array(String(character).utf8))).concat(.any)
        if let witness = try admitted.witness(in: holding) { return witness }
      }
      return nil
    } catch {
      return separator
    }
  }

  /// Nil for a check that says nothing about strings.
  private func strings(_ check: SchemaCheck, _ depth: Int) throws(PatternError) -> StringSet? {
    switch check {
    case .never: return StringSet(parts: [])
    case .type(let set): return set.contains(.string) ? nil : StringSet(parts: [])
    case .const(let value): return try .literals(Self.texts([value]))
    case .enumeration(let values): return try .literals(Self.texts(values))
    case .length(let count): return StringSet(parts: [StringSet.Part(language: .any, length: count)])
    case .pattern(let pattern):
      return StringSet(parts: [StringSet.Part(language: try PatternCompiler.compile(pattern.source), length: .any)])
    case .reference(let target), .dynamicReference(let target, _): return try strings(target, depth: depth + 1)
    case .allOf(let branches):
      var result = StringSet.everything
      for branch in branches { result = try result.intersect(strings(branch, depth: depth + 1)) }
      return result
    case .anyOf(let check), .oneOf(let check): return try union(check.branches, depth)
    case .not(let target): return try excluded(target)
    case .range, .multipleOf, .format, .object, .array, .integerNotation, .contains, .dependent, .conditional,
      .unevaluatedProperties, .unevaluatedItems:
      return nil
    }
  }

  /// Branches of `oneOf` exclude each other; leaving that out admits more, which is the safe side.
  private func union(_ branches: [SchemaNodeID], _ depth: Int) throws(PatternError) -> StringSet {
    var result = StringSet(parts: [])
    for branch in branches { result = result.union(try strings(branch, depth: depth + 1)) }
    return result
  }

  /// The complement of a node that is nothing but a pattern, `const` or `enum`: only there is it exact.
  ///
  /// Elsewhere the complement of a superset would be a subset, and a proof over it would be none.
  private func excluded(_ id: SchemaNodeID) throws(PatternError) -> StringSet? {
    var language = Automaton.any
    for check in schema.program.nodes[id].checks {
      switch check {
      case .type(let set) where set.contains(.string): continue
      case .pattern(let pattern): language = try language.intersect(PatternCompiler.compile(pattern.source))
      case .const(let value): language = try language.intersect(StringSet.literals(Self.texts([value])).language())
      case .enumeration(let values):
        language = try language.intersect(StringSet.literals(Self.texts(values)).language())
      default: return nil
      }
    }
    return StringSet(parts: [StringSet.Part(language: try language.complement(), length: .any)])
  }

  private static func texts(_ values: [JSONValue]) -> [[UInt8]] {
    values.compactMap { if case .string(let text) = $0 { text.bytes } else { nil } }
  }

  /// The array checks that hold for the node, those of its references and `allOf` included.
  ///
  /// Branches of `anyOf` are left out: a bound that holds in one branch only is none.
  func arrays(_ id: SchemaNodeID, depth: Int = 0) -> [ArrayCheck] {
    guard depth < Self.maxDepth else { return [] }
    return schema.program.nodes[id].checks.flatMap { check -> [ArrayCheck] in
      switch check {
      case .array(let array): [array]
      case .reference(let target): arrays(target, depth: depth + 1)
      case .allOf(let branches): branches.flatMap { arrays($0, depth: depth + 1) }
      default: []
      }
    }
  }

  /// The object checks that hold for the node, those of its references and `allOf` included.
  ///
  /// Several, since `allOf` joins them: a member may be declared in one and required in another.
  func objects(_ id: SchemaNodeID, depth: Int = 0) -> [ObjectCheck] {
    guard depth < Self.maxDepth else { return [] }
    return schema.program.nodes[id].checks.flatMap { check -> [ObjectCheck] in
      switch check {
      case .object(let object): [object]
      case .reference(let target): objects(target, depth: depth + 1)
      case .allOf(let branches): branches.flatMap { objects($0, depth: depth + 1) }
      default: []
      }
    }
  }

  /// The bounds of the node's integers, both inclusive; nil where there is none.
  ///
  /// Exclusive bounds count as inclusive ones: a digit more in the longest number does no harm.
  func bounds(_ id: SchemaNodeID, depth: Int = 0) -> (minimum: Int?, maximum: Int?) {
    guard depth < Self.maxDepth else { return (nil, nil) }
    var result: (minimum: Int?, maximum: Int?) = (nil, nil)
    func narrow(_ minimum: Int?, _ maximum: Int?) {
      if let minimum { result.minimum = max(minimum, result.minimum ?? minimum) }
      if let maximum { result.maximum = min(maximum, result.maximum ?? maximum) }
    }
    for check in schema.program.nodes[id].checks {
      switch check {
      case .range(let range):
        narrow(range.minimum?.int ?? range.exclusiveMinimum?.int, range.maximum?.int ?? range.exclusiveMaximum?.int)
      case .const(let value): if case .number(let number) = value { narrow(number.int, number.int) }
      case .enumeration(let values):
        let numbers = values.compactMap { if case .number(let number) = $0 { number.int } else { nil } }
        narrow(numbers.min(), numbers.max())
      case .reference(let target):
        let inner = bounds(target, depth: depth + 1)
        narrow(inner.minimum, inner.maximum)
      case .allOf(let branches):
        for inner in branches.map({ bounds($0, depth: depth + 1) }) { narrow(inner.minimum, inner.maximum) }
      default: continue
      }
    }
    return result
  }

  /// The value of `default` at the node, or at what it refers to.
  ///
  /// The nearest one counts, as it does in decoding: what is beside a reference goes before what it refers to.
  func defaultValue(_ id: SchemaNodeID, depth: Int = 0) -> JSONValue? {
    if let own = schema.annotations[id]?.defaultValue { return own }
    for check in schema.program.nodes[id].checks where depth < Self.maxDepth {
      if case .reference(let target) = check { return defaultValue(target, depth: depth + 1) }
    }
    return nil
  }

  /// What the node, what it refers to, or its items say about being a path. One that says yes decides: what is checked
  /// once too often does no harm.
  func isPath(_ id: SchemaNodeID, depth: Int = 0) -> Bool? {
    var said = schema.annotations[id]?.isPath
    guard depth < Self.maxDepth, said != true else { return said }
    for check in schema.program.nodes[id].checks {
      let inner: [SchemaNodeID]
      switch check {
      case .reference(let target), .dynamicReference(let target, _): inner = [target]
      case .array(let array): inner = [array.items].compactMap { $0 }
      case .allOf(let branches): inner = branches
      case .anyOf(let check), .oneOf(let check): inner = check.branches
      default: continue
      }
      for other in inner.compactMap({ isPath($0, depth: depth + 1) }) { said = said == true || other }
    }
    return said
  }

  /// Whether the node, or what it refers to, is marked as secret.
  ///
  /// Also behind a reference, where definitions that several tools share say it.
  func isSecret(_ id: SchemaNodeID, depth: Int = 0) -> Bool {
    if schema.annotations[id]?.isSecret == true { return true }
    return depth < Self.maxDepth
      && schema.program.nodes[id].checks.contains { check in
        switch check {
        case .reference(let target): isSecret(target, depth: depth + 1)
        case .array(let array): array.items.map { isSecret($0, depth: depth + 1) } ?? false
        default: false
        }
      }
  }
}
