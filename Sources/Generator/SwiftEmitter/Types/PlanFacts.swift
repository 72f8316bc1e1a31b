import SchemaRuntime

/// What code asks about finished plans.
extension TypePlanner {
  func plan(of member: StructurePlan.Member) -> TypePlan {
    if case .raw = member.storage { .raw } else { plan(member.schema) }
  }

  func payload(of item: UnionPlan.Case) -> TypePlan { item.own ?? plan(item.schema) }

  /// Whether values of the type are bits only.
  ///
  /// Assigning bits needs no release of what was there before; for anything else the compiler would have to look.
  func isTrivial(_ plan: TypePlan) -> Bool {
    switch plan {
    case .integer, .double, .boolean: true
    case .enumeration(let plan): plan.others == nil
    case .foreign(let type): type.home.planner.isTrivial(type.plan)
    case .optional(let wrapped): isTrivial(wrapped)
    case .string, .number, .text, .raw, .array, .map, .structure, .tuple, .union: false
    }
  }

  /// Whether the union is chosen by the first byte and every payload is a word or two: such a value is returned in
  /// registers, and memory to fill would be the longer way.
  func isPlain(_ plan: UnionPlan) -> Bool {
    guard case .kind = plan.selector else { return false }
    return plan.cases.allSatisfy { item in
      switch payload(of: item) {
      case .integer, .double, .boolean, .string, .number, .text, .raw: true
      case .enumeration, .array, .map, .structure, .tuple, .union, .foreign, .optional: false
      }
    }
  }

  func isPlainUnion(_ plan: TypePlan) -> Bool {
    switch plan {
    case .union(let union): isPlain(union)
    case .foreign(let type): type.home.planner.isPlainUnion(type.plan)
    case .string, .integer, .double, .boolean, .number, .text, .raw, .array, .map, .structure, .tuple, .enumeration,
      .optional:
      false
    }
  }

  /// Whether the default of a member is more than a word, so that decoders build it once and keep it.
  func isStored(_ member: StructurePlan.Member) -> Bool {
    let plan = plan(of: member)
    if let enumeration = plan.enumeration { return enumeration.others != nil }
    return switch plan {
    case .integer, .double, .boolean: false
    case .array, .map: member.defaultValue != .array([]) && member.defaultValue != .object([:])
    case .string, .number, .text, .raw, .structure, .tuple, .enumeration, .union, .foreign, .optional: true
    }
  }
}

extension StructurePlan {
  /// Whether no other member may occur.
  var isClosed: Bool { if case .none = additional { true } else { false } }

  /// Whether decoding makes the value through the initializer that the compiler gives every struct, which moves its
  /// arguments into place; one that is written out builds a copy where there are many. The written one is then in an
  /// extension and has one more parameter, which distinguishes it from the other.
  var usesMemberwise: Bool {
    let isPlain = members.allSatisfy { member in
      if case .boxed = member.storage { false } else { !member.isDeprecated }
    }
    return members.count > 2 && isPlain
  }
}
