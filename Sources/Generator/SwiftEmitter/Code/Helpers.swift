import SchemaRuntime

/// A function that finds which of several texts comes next. Decoding and checking share them: comparing a dozen names
/// is the longest code of most types, and the Swift compiler pays for each copy.
enum Lookup: Hashable {
  /// The members that the keywords of one node name.
  case members(SchemaNodeID)
  /// The members of a struct that is put together from several nodes.
  case mergedMembers(SchemaNodeID)
  /// The strings of an enumeration.
  case values(SchemaNodeID)
  /// The branch of the check with that index among the node's `oneOf`s.
  case oneOf(SchemaNodeID, Int)
  /// The same of its `anyOf`s.
  case anyOf(SchemaNodeID, Int)

  var identifier: String {
    switch self {
    case .members(let node): "member\(node)"
    case .mergedMembers(let node): "structure\(node)"
    case .values(let node): "value\(node)"
    case .oneOf(let node, let index): "tag\(node)_\(index)"
    case .anyOf(let node, let index): "anyTag\(node)_\(index)"
    }
  }
}

/// A value that is built once and kept: an automaton takes longer to unpack than most messages take to read.
enum Constant: Hashable {
  case pattern(SchemaNodeID, Int)
  /// A pattern that names of members are held against.
  case namePattern(SchemaNodeID, Int)
  case range(SchemaNodeID)
  case divisor(SchemaNodeID, Int)
  /// The strings of a large enumeration, as a table.
  case texts(SchemaNodeID)
  /// The values of an enumeration of several types.
  case values(SchemaNodeID)
  /// What a member gets when it is absent.
  case fallback(SchemaNodeID)

  var identifier: String {
    switch self {
    case .pattern(let node, let index): "pattern\(node)_\(index)"
    case .namePattern(let node, let index): "name\(node)_\(index)"
    case .range(let node): "range\(node)"
    case .divisor(let node, let index): "divisor\(node)_\(index)"
    case .texts(let node): "texts\(node)"
    case .values(let node): "values\(node)"
    case .fallback(let node): "default\(node)"
    }
  }
}

/// The private functions and constants beside the types of one schema. Whatever prints the use of one asks here for its
/// name; what nobody asked for is not printed.
///
/// A class, because the request comes from deep inside the printing of something else.
final class Helpers {
  /// Two schemas may share a file: the beginning of all names.
  private let prefix: String
  private var lookups: Set<Lookup> = []
  private var constants: Set<Constant> = []
  private(set) var usesProgram = false
  private(set) var usesInterpreter = false
  private var checks: Set<SchemaNodeID> = []
  private var waitingChecks: [SchemaNodeID] = []

  init(prefix: String) { self.prefix = prefix }

  var lookupsEnum: String { prefix + "Names" }
  var checksEnum: String { prefix + "Checks" }
  var constantsEnum: String { prefix + "Constants" }
  var programEnum: String { prefix + "Program" }

  /// The function that takes a value and says whether a node accepts it.
  func check(_ node: SchemaNodeID) -> String {
    if checks.insert(node).inserted { waitingChecks.append(node) }
    return "\(checksEnum).check\(node)"
  }

  /// A check function that was asked for and is not printed yet: printing it may ask for others.
  func nextCheck() -> SchemaNodeID? { waitingChecks.popLast() }

  func lookup(_ lookup: Lookup) -> String {
    lookups.insert(lookup)
    return "\(lookupsEnum).\(lookup.identifier)"
  }

  func isUsed(_ lookup: Lookup) -> Bool { lookups.contains(lookup) }

  func constant(_ constant: Constant) -> String {
    constants.insert(constant)
    return "\(constantsEnum).\(constant.identifier)"
  }

  func isUsed(_ constant: Constant) -> Bool { constants.contains(constant) }

  func program() -> String {
    usesProgram = true
    return "\(programEnum).program"
  }

  func interpreter() -> String {
    usesProgram = true
    usesInterpreter = true
    return "\(programEnum).interpreter"
  }
}
