public import JSONCore

/// The branches of `anyOf` or `oneOf`, with what distinguishes them when the compiler found it.
public struct AlternativesCheck: Sendable {
  /// What shows which branch an object can match before any of them is tried. Branches that take no object are left
  /// out of it, and values that are no objects are tried in turn.
  public enum Discriminator: Sendable, Equatable {
    /// A member that every branch requires, and by branch the values that it may have there: strings, integers,
    /// booleans and null, each in one branch only.
    case tag(JSONString, values: [[JSONValue]])
    /// By branch: a member that it requires and all others refuse. One branch may have none; it is left when no other
    /// branch's member is there.
    case member([JSONString?], rest: Int?)
  }

  public var branches: [SchemaNodeID]
  public var discriminator: Discriminator?

  public init(branches: [SchemaNodeID], discriminator: Discriminator? = nil) {
    self.branches = branches
    self.discriminator = discriminator
  }
}

extension AlternativesCheck.Discriminator {
  /// Whether it speaks about as many branches and names none of them twice.
  func fits(_ count: Int) -> Bool {
    switch self {
    case .tag(_, let values): values.count == count && Self.areDistinct(values.flatMap(\.self))
    case .member(let names, let rest):
      names.count == count && Self.areDistinct(names.compactMap(\.self)) && rest.map(names.indices.contains) ?? true
    }
  }

  private static func areDistinct(_ values: [some Hashable]) -> Bool { Set(values).count == values.count }
}
