import SchemaRuntime

/// The private functions and constants beside the types of one schema. Whatever prints the use of one asks here for its
/// name; what nobody asked for is not printed.
final class Helpers {
  /// Two schemas may share a file: the beginning of all names.
  private let prefix: String
  private(set) var lookups: Set<String> = []
  private(set) var constants: Set<String> = []
  private(set) var usesProgram = false
  private(set) var usesInterpreter = false
  private var checks: Set<SchemaNodeID> = []
  private var waitingChecks: [SchemaNodeID] = []

  init(prefix: String) { self.prefix = prefix }

  var namesEnum: String { prefix + "Names" }
  var checksEnum: String { prefix + "Checks" }
  var constantsEnum: String { prefix + "Constants" }
  var programEnum: String { prefix + "Program" }

  /// The function that takes a value and tells whether a node accepts it.
  func check(_ node: SchemaNodeID) -> String {
    if checks.insert(node).inserted { waitingChecks.append(node) }
    return "\(checksEnum).check\(node)"
  }

  /// A check function that was asked for and is not printed yet: printing it may ask for others.
  func nextCheck() -> SchemaNodeID? { waitingChecks.popLast() }

  /// A function that tells which of several texts comes next.
  func lookup(_ function: String) -> String {
    lookups.insert(function)
    return "\(namesEnum).\(function)"
  }

  func constant(_ name: String) -> String {
    constants.insert(name)
    return "\(constantsEnum).\(name)"
  }

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
