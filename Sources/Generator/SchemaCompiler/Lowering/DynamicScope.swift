import JSONCore
import SchemaRuntime

/// What `$dynamicRef` and `$recursiveRef` lead to in a chain of resources: for each dynamic anchor the outermost
/// resource that has it. Schemas become one node for each scope they are reached in, so the program needs none: neither
/// the interpreter nor generated code keeps a stack of resources at run time.
///
/// This is less than the dynamic scope of the specification (core, 7.1), which is the whole chain: two chains with the
/// same outermost anchors are one scope, which keeps their number finite under recursion.
struct DynamicScope: Hashable {
  /// The scope outside of everything.
  static let none = 0
  /// The name under which `$recursiveAnchor: true` is kept: no `$dynamicAnchor` can be empty.
  static let recursive: JSONString = ""

  /// By anchor: index of the outermost resource that has it.
  var resources: [JSONString: Int] = [:]
}

/// The scopes met so far, by number: numbers are compared and hashed for every node, scopes only when a resource is
/// entered.
struct DynamicScopes {
  /// A resource entered from a scope.
  private struct Entry: Hashable {
    let scope: Int
    let resource: Int
  }

  private var scopes = [DynamicScope()]
  private var numbers: [DynamicScope: Int] = [DynamicScope(): 0]
  private var entered: [Entry: Int] = [:]

  subscript(scope: Int) -> DynamicScope { scopes[scope] }

  /// The scope inside a resource that is reached from `scope`. Nearly every resource has no dynamic anchor and leaves
  /// the scope as it is. An anchor that is there already stays: the outermost one counts.
  mutating func enter(_ resource: Int, from scope: Int, _ library: SchemaLibrary) -> Int {
    let anchors = library.resources[resource].dynamicAnchors
    let isRecursive = library.resources[resource].isRecursive
    if anchors.isEmpty, !isRecursive { return scope }
    let entry = Entry(scope: scope, resource: resource)
    if let known = entered[entry] { return known }
    var inner = scopes[scope]
    for name in anchors.keys where inner.resources[name] == nil { inner.resources[name] = resource }
    if isRecursive, inner.resources[DynamicScope.recursive] == nil {
      inner.resources[DynamicScope.recursive] = resource
    }
    let number = numbers[inner] ?? scopes.count
    if number == scopes.count {
      scopes.append(inner)
      numbers[inner] = number
    }
    entered[entry] = number
    return number
  }
}

extension SchemaLowering {
  /// `$dynamicRef` and `$recursiveRef`. Both are first resolved like `$ref`; the keyword is kept with the check,
  /// because reports name it.
  mutating func lowerDynamicReferences(_ schema: Subschema) -> [SchemaCheck] {
    var checks: [SchemaCheck] = []
    if let member = schema[.dynamicRef], let text = string(.dynamicRef, in: schema),
      let target = target(of: member, text, in: schema)
    {
      checks.append(.dynamicReference(dynamicTarget(target, text, in: schema), .dynamicRef))
    }
    if let member = schema[.recursiveRef], let text = string(.recursiveRef, in: schema),
      let target = target(of: member, text, in: schema)
    {
      checks.append(.dynamicReference(recursiveTarget(target, in: schema), .recursiveRef))
    }
    return checks
  }

  /// A plain reference, unless it leads to a dynamic anchor of that very name: then to the outermost one (2020-12 core,
  /// 8.2.3.2). A JSON pointer to the same schema is a plain reference, so the fragment as written decides.
  private mutating func dynamicTarget(
    _ location: SchemaLibrary.Location, _ text: JSONString, in schema: Subschema
  ) -> SchemaNodeID {
    let scope = schema.scope
    if case .anchor(let name) = Reference(text)?.fragment,
      library.resources[location.resource].dynamicAnchors[name]?.offset == location.node.offset,
      let outermost = scopes[scope].resources[name], let root = library.resources[outermost].dynamicAnchors[name]
    {
      return node(at: library.location(root, in: outermost), scope: scope)
    }
    return node(at: location, scope: scope)
  }

  /// The same with `$recursiveAnchor`, which has no name: what counts is that the reference leads to the root of a
  /// resource that has it. Past a resource without it the outermost one still counts (2019-09 core, 8.2.4.2.2).
  private mutating func recursiveTarget(_ location: SchemaLibrary.Location, in schema: Subschema) -> SchemaNodeID {
    let scope = schema.scope
    if library.resources[location.resource].isRecursive,
      library.resources[location.resource].root.offset == location.node.offset,
      let outermost = scopes[scope].resources[DynamicScope.recursive]
    {
      return node(at: library.location(library.resources[outermost].root, in: outermost), scope: scope)
    }
    return node(at: location, scope: scope)
  }
}

extension SchemaLibrary {
  /// A value of a resource.
  func location(_ node: DocumentNode, in resource: Int) -> Location {
    Location(document: documents[resources[resource].document].document, node: node, resource: resource)
  }
}
