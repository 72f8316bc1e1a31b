import JSONCore

/// Replaces references by what they refer to.
struct SchemaInliner {
  private(set) var library: SchemaLibrary
  private(set) var diagnostics: [Diagnostic] = []
  /// The schemas that are being inlined, outermost first.
  private var open: [SchemaLibrary.Location] = []
  private var count = 0

  /// What is no part of the contract with clients, besides `x-` names.
  private static let dropped: Set<JSONString> = ["$defs", "definitions", "$schema", "$id", "$comment", "$anchor"]

  init(_ library: SchemaLibrary) { self.library = library }

  mutating func inline(_ location: SchemaLibrary.Location) -> PublishedValue {
    open.append(location)
    defer { open.removeLast() }
    return schema(location)
  }

  private mutating func schema(_ location: SchemaLibrary.Location) -> PublishedValue {
    count += 1
    guard let members = location.node.members else { return .source(location.document, location.node) }
    var before: [PublishedValue.Member] = []
    var after: [PublishedValue.Member] = []
    var target: PublishedValue?
    for member in members where !Self.isDropped(member.name) {
      if member.name == "$ref" {
        target = reference(member, in: location)
        if target == nil { return .object([]) }
      } else {
        let value = value(member, in: location)
        if target == nil { before.append((member.name, value)) } else { after.append((member.name, value)) }
      }
    }
    guard let target else { return .object(before) }
    return Self.merge(target, before: before, after: after)
  }

  private static func isDropped(_ name: JSONString) -> Bool {
    dropped.contains(name) || name.bytes.starts(with: [0x78, 0x2D])
  }

  private mutating func value(_ member: DocumentMember, in location: SchemaLibrary.Location) -> PublishedValue {
    let document = location.document
    count += 1
    switch Keyword(name: member.name)?.shape {
    case .schema, .schemaOrList: return schema(library.child(member.value, of: location))
    case .schemaList:
      guard let elements = member.value.elements else { break }
      return .array(elements.map { schema(library.child($0, of: location)) })
    case .schemaMap:
      guard let members = member.value.members else { break }
      return .object(members.map { ($0.name, schema(library.child($0.value, of: location))) })
    case .value, nil: break
    }
    return .source(document, member.value)
  }

  /// Nil with an error when the reference leads nowhere or back to a schema it is in.
  private mutating func reference(_ member: DocumentMember, in location: SchemaLibrary.Location) -> PublishedValue? {
    let document = location.document
    guard let text = member.value.string else { return nil }
    func fail(_ message: String, _ hint: String) -> PublishedValue? {
      diagnostics.append(document.diagnostic(at: member.value, message, hint: hint))
      return nil
    }
    switch library.resolve(text, from: location) {
    case .broken: return nil
    case .failed(let message, let hint): return fail(message, hint)
    case .found(let target):
      let isOpen = open.contains { isSame($0, target) }
      if isOpen {
        return fail(
          "a recursive schema cannot be published: its references cannot be inlined",
          "write the levels out, or pass the nested value as a string and check it in a handler")
      }
      guard open.count < PublishedSchema.maxReferences, count < PublishedSchema.maxValues else {
        return fail(
          "the schema is too large to be published with its references inlined",
          "use fewer references to schemas that have references themselves")
      }
      return inline(target)
    }
  }

  private func isSame(_ left: SchemaLibrary.Location, _ right: SchemaLibrary.Location) -> Bool {
    left.node.offset == right.node.offset && left.document.path.utf8.elementsEqual(right.document.path.utf8)
  }
}

extension SchemaInliner {
  /// Keywords whose meaning depends on their neighbours: they stay in a schema of their own.
  private static let dependent: Set<JSONString> = [
    "additionalProperties", "allOf", "items", "patternProperties", "prefixItems", "properties",
  ]

  /// A schema and the members that were beside the reference to it. One flat schema where that means the same;
  /// otherwise the target goes under `allOf`.
  private static func merge(
    _ target: PublishedValue, before: [PublishedValue.Member], after: [PublishedValue.Member]
  ) -> PublishedValue {
    let siblings = before + after
    if siblings.isEmpty { return target }
    guard case .object(let members) = target else { return conjunction(target, before, after) }
    let names = Set(members.map(\.name))
    let isFlat = siblings.allSatisfy { sibling in
      let isAnnotation = Keyword(name: sibling.name)?.isAnnotation ?? false
      return isAnnotation || !(names.contains(sibling.name) || dependent.contains(sibling.name))
    }
    guard isFlat else { return conjunction(target, before, after) }
    let overridden = Set(siblings.map(\.name))
    return .object(before + members.filter { !overridden.contains($0.name) } + after)
  }

  private static func conjunction(
    _ target: PublishedValue, _ before: [PublishedValue.Member], _ after: [PublishedValue.Member]
  ) -> PublishedValue {
    var branches = [target]
    for member in before + after where member.name == "allOf" {
      if case .array(let others) = member.value { branches += others }
    }
    let rest = { (members: [PublishedValue.Member]) in members.filter { $0.name != "allOf" } }
    return .object(rest(before) + [("allOf", .array(branches))] + rest(after))
  }
}
