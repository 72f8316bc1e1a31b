import JSONCore
import SchemaCompiler
import SchemaRuntime

extension TypePlanner {
  /// Whether some value holds a double and some check distinguishes numbers that give the same one: then a number may
  /// be valid and the double that it becomes not.
  ///
  /// Decided for the whole schema: the value is written and checked as a whole, so one such check concerns every number
  /// in it. Nearly all schemas have none, and pay nothing.
  var roundingMatters: Bool {
    plans.values.contains(where: \.holdsDouble)
      && schema.program.nodes.indices.contains {
        facts($0).tellsCloseNumbersApart || (!prechecked.isEmpty && facts($0).tellsSomeNumbersApart)
      }
  }
}

extension TypePlan {
  fileprivate var holdsDouble: Bool {
    switch self {
    case .double: true
    case .optional(let wrapped): wrapped.holdsDouble
    case .union(let plan): plan.cases.contains { $0.own?.holdsDouble == true }
    // Files in which rounding matters use none (TargetTypes).
    case .foreign: false
    case .string, .integer, .boolean, .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration: false
    }
  }
}

extension NodeFacts {
  /// A bound that values may reach is no such check: rounding does not step over a double.
  fileprivate var tellsCloseNumbersApart: Bool {
    if array?.uniqueItems == true { return true }
    guard types.contains(.number) else { return false }
    let excludes = range?.exclusiveMinimum != nil || range?.exclusiveMaximum != nil
    return excludes || range?.exceedsDouble == true || !divisors.isEmpty
  }

  /// Checks of integers and constants, which give the value its type unless others speak about it, too.
  fileprivate var tellsSomeNumbersApart: Bool {
    if isInterpreted || !divisors.isEmpty { return true }
    if let constants { return stringConstants == nil && constants.contains { $0 != .null } }
    return hasType && types.contains(.integer) && !types.contains(.number)
  }
}
