import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Types that files of one target share: a schema that another file refers to gives its types to the file that it is
/// in, once, and they are called the same wherever they are used.
///
/// Each build command sees one file and must come to the same names as all others. So what a type is called is decided
/// by its own file alone, whoever uses it: the root first, then all definitions in the order of the file. Who uses it
/// only decides whether it is printed and with what.
///
/// Two kinds of files keep types of their own: files that refer to each other, of which neither can be planned first;
/// and one that decodes numbers whose rounding some check can notice, since all its types must take part in that.
final class TargetTypes {
  private let files: TargetFiles
  private var programs: [String: CompiledSchema?] = [:]
  private var homes: [String: TypeHome?] = [:]
  private var exports: [String: [String: ForeignType]] = [:]
  private var demands: [String: [SchemaNodeID: EmittedParts]] = [:]

  init(_ files: TargetFiles) { self.files = files }

  // MARK: homes

  /// The program of a file with all its definitions; nil for one that gives no types, or has errors, which its own
  /// command reports.
  private func program(_ path: String) -> CompiledSchema? {
    if let known = programs[path] { return known }
    guard files.names[path] != nil, var file = files.load(path).value else { return nil }
    let program = file.compile(withDefinitions: true).value
    programs[path] = program
    return program
  }

  /// The types of a file that others refer to.
  func home(_ path: String) -> TypeHome? {
    if let known = homes[path] { return known }
    guard let name = files.names[path], let program = program(path) else { return nil }
    let home = home(
      program, of: path, scope: scope(path, name), rootName: SwiftFile.rootName, parts: files.parts(of: path))
    homes[path] = home
    return home
  }

  private func scope(_ path: String, _ name: String?) -> String {
    let title = files.load(path).value?.document.root["title"]?.string
    return SwiftFile.typeName(path: name ?? path, title: title.map(String.init))
  }

  /// The types of a schema in a file, those of other files among them.
  func home(
    _ schema: CompiledSchema, of path: String, scope: String, rootName: String, names: Namer = Namer(),
    parts: EmittedParts
  ) -> TypeHome {
    func plan(_ foreign: [String: ForeignType]) -> TypeHome {
      let planner = TypePlanner(
        schema: schema, rootName: rootName, names: names.taking(scope), unionLines: files.settings.unionLines,
        foreign: foreign)
      return TypeHome(scope: scope, rootName: rootName, planner: planner)
    }
    let foreign = foreign(for: schema, in: path)
    if foreign.isEmpty { return plan([:]) }
    // Asked of the types as they would be here: those of other files are no part of the plans that use them.
    let alone = parts.contains(.decode) ? plan([:]) : nil
    if let alone, alone.planner.roundingMatters { return alone }
    return plan(foreign)
  }

  /// By location of the schema: the types that `path` can use of the files that its schema reaches.
  private func foreign(for schema: CompiledSchema, in path: String) -> [String: ForeignType] {
    var types: [String: ForeignType] = [:]
    for other in schema.files where other != path && files.names[other] != nil {
      guard program(other)?.files.contains(path) == false else { continue }
      types.merge(exported(other)) { first, _ in first }
    }
    // What such a reference leads to depends on who refers to its schema.
    let isDynamic = !types.isEmpty && schema.program.nodes.contains { $0.checks.contains(where: \.isDynamicReference) }
    return isDynamic ? [:] : types
  }

  /// The types of a file that others can use, by location of the schema. Most files of definitions give strings with a
  /// pattern: nothing to share.
  private func exported(_ path: String) -> [String: ForeignType] {
    if let known = exports[path] { return known }
    let types = home(path)?.types(in: path) ?? [:]
    exports[path] = types
    return types
  }

  // MARK: demand

  /// What other files need of the declared types of a file, by node of its home.
  func demand(on path: String) -> [SchemaNodeID: EmittedParts] {
    if let known = demands[path] { return known }
    var demand: [SchemaNodeID: EmittedParts] = [:]
    if let home = home(path), !exported(path).isEmpty {
      for use in users(of: path).flatMap(uses) where use.type.home === home {
        for node in home.planner.types(below: use.type.node).declared {
          demand[node, default: []].formUnion(use.parts.intersection([.decode, .write]))
        }
      }
    }
    demands[path] = demand
    return demand
  }

  private struct Use {
    let type: ForeignType
    let parts: EmittedParts
  }

  /// Whether other files refer to a file, for types of it or for definitions that declare none.
  func isUsed(_ path: String) -> Bool { !users(of: path).isEmpty }

  /// The files that may use types of a file: they reach it and it does not reach them.
  private func users(of path: String) -> [String] {
    guard let reached = program(path)?.files else { return [] }
    let schemas = files.names.keys.sorted().filter { user in
      user != path && !reached.contains(user) && files.refersToOthers(user)
        && program(user)?.files.contains(path) == true
    }
    return schemas + files.tools.filter(files.refersToOthers)
  }

  private func uses(in path: String) -> [Use] {
    if files.tools.contains(path) { return usesOfTool(path) }
    guard let home = home(path) else { return [] }
    let root = (home.planner.schema.program.root, home.planner.completed(files.parts(of: path)))
    let others = demand(on: path).map { ($0.key, $0.value) }
    return ([root] + others).flatMap { node, parts in
      parts.declaresTypes ? home.planner.types(below: node).foreign.map { Use(type: $0, parts: parts) } : []
    }
  }

  private func usesOfTool(_ path: String) -> [Use] {
    guard let head = ToolCompiler.head(path, in: files.sources), var file = files.load(path).value else { return [] }
    let schemas: [(pointer: String, parts: EmittedParts)] = [
      ("/inputSchema", head.partsOfInput), ("/outputSchema", head.partsOfOutput),
    ]
    return schemas.flatMap { pointer, parts -> [Use] in
      guard parts.declaresTypes, let schema = file.compile(pointer).value else { return [] }
      let home = home(schema, of: path, scope: "", rootName: "", parts: parts)
      return home.planner.types(below: schema.program.root).foreign.map { Use(type: $0, parts: parts) }
    }
  }
}

// MARK: files

extension TargetTypes {
  /// The Swift of a schema file: of its root what the settings say, of everything what other files need.
  func file(_ schema: CompiledSchema, at path: String, named name: String?, published: String?) -> SwiftFile {
    let parts = files.parts(of: path)
    let demand = demand(on: path)
    let own = { self.home(schema, of: path, scope: self.scope(path, name), rootName: SwiftFile.rootName, parts: parts) }
    let home = demand.isEmpty ? own() : home(path) ?? own()
    let emitter = SchemaEmitter(home, parts: parts, demand: demand)
    return SwiftFile.schema(
      emitter, source: files.shown(path), access: files.settings.access, published: published)
  }

  /// The Swift of a file that has types only because others refer to them.
  func definitions(at path: String, named name: String?) -> SwiftFile {
    let source = files.shown(path)
    let demand = demand(on: path)
    guard !demand.isEmpty, let home = home(path) else { return SwiftFile.empty(source: source, name: name ?? path) }
    let emitter = SchemaEmitter(home, parts: [], demand: demand)
    return SwiftFile.schema(emitter, source: source, access: files.settings.access, published: nil)
  }
}

extension SchemaCheck {
  fileprivate var isDynamicReference: Bool { if case .dynamicReference = self { true } else { false } }
}

extension ToolHead {
  /// What is generated of a tool's input. The key in the cache is the input written again.
  var partsOfInput: EmittedParts { cache == nil ? .decode : [.decode, .write] }

  /// What is generated of a tool's output: what a program gives is checked and passed on as it is, what Swift code
  /// gives is written.
  var partsOfOutput: EmittedParts {
    switch kind {
    case .program: .validate
    case .handler: [.write, .program]
    }
  }
}
