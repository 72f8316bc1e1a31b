import SchemaRuntime

/// What a function of generated code does with a value that it refuses.
enum Refusal: CustomStringConvertible {
  /// It fills a value and says whether that went well, or it checks.
  case returnsFalse
  /// It makes a value.
  case returnsNil

  var description: String {
    switch self {
    case .returnsFalse: "return false"
    case .returnsNil: "return nil"
    }
  }
}

/// Where reading code keeps the value.
struct Destination {
  enum Kind {
    /// A stored property of the value being read, which is blank: nothing has to be released when it is filled.
    case property
    /// A property that is more than memory: to be assigned.
    case computed
    /// A constant that is declared and has no value yet.
    case constant
  }

  /// The Swift expression: `value.name`, `element2`.
  let name: String
  let kind: Kind
  /// How many times it is optional around the type of what is read: once for a member that may be absent, once for
  /// null.
  private(set) var wraps: Int
  let refusal: Refusal
  /// How many arrays and maps lie around it in the same function: each has names of its own.
  let level: Int

  /// A property of the value that is being read.
  static func property(_ name: String, isComputed: Bool = false, wraps: Int = 0) -> Destination {
    Destination(name: name, kind: isComputed ? .computed : .property, wraps: wraps, refusal: .returnsFalse, level: 0)
  }

  static func constant(_ name: String, _ refusal: Refusal) -> Destination {
    Destination(name: name, kind: .constant, wraps: 0, refusal: refusal, level: 0)
  }

  /// An element of an array or a map, on the level below another.
  static func element(_ level: Int, _ refusal: Refusal) -> Destination {
    Destination(name: "element\(level)", kind: .constant, wraps: 0, refusal: refusal, level: level)
  }

  /// The same inside one optional.
  var wrapped: Destination {
    var inner = self
    inner.wraps += 1
    return inner
  }
}

/// Reading in place: a decoder starts from a blank value of its type and writes each member where it belongs, so that
/// nothing is moved, counted or destroyed on the way.
extension SchemaCode {
  /// Statement that keeps an expression. What holds no reference is assigned, anything else moved.
  func store(_ expression: String, _ plan: TypePlan, _ destination: Destination) -> String {
    destination.kind != .property || planner.isTrivial(plan)
      ? "\(destination.name) = \(expression)" : fill(destination.name, expression, plan)
  }

  /// Statement that puts a value where a blank one is.
  func fill(_ name: String, _ expression: String, _ plan: TypePlan) -> String {
    planner.blankHoldsReference(plan) ? "\(name) = \(expression)" : "JSONSlot.fill(&\(name), \(expression))"
  }
}
