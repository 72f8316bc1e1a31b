import JSONCore
import SchemaRuntime

/// One line of Bowtie's protocol.
enum BowtieCommand {
  struct Case {
    let schema: JSONSlice
    let registry: [(uri: JSONString, schema: JSONSlice)]
    let instances: [JSONSlice]
    /// Whether annotations are wanted beside the verdicts.
    let wantsAnnotations: Bool
  }

  case start(version: Int)
  case dialect(JSONString)
  /// `seq` goes back as it came.
  case run(seq: JSONSlice, Case)
  case stop

  /// Nil when the line is not JSON, or lacks what its command needs. Further members are passed over.
  static func read(_ bytes: JSONBytes, _ range: Range<Int>) -> BowtieCommand? {
    var reader = JSONReader(bytes, range: range, maxDepth: SchemaInterpreter.greatestDepth)
    guard let slice = reader.rawValue(), reader.finish(), let members = members(slice) else { return nil }
    guard let command = text(members["cmd"]) else { return nil }
    switch String(command).utf8 {
    case let name where name.elementsEqual("start".utf8): return integer(members["version"]).map { .start(version: $0) }
    case let name where name.elementsEqual("stop".utf8): return .stop
    case let name where name.elementsEqual("dialect".utf8): return text(members["dialect"]).map { .dialect($0) }
    case let name where name.elementsEqual("run".utf8):
      guard let seq = members["seq"], let item = testCase(members["case"], output: text(members["output"])) else {
        return nil
      }
      return .run(seq: seq, item)
    default: return nil
    }
  }

  private static func testCase(_ slice: JSONSlice?, output: JSONString?) -> Case? {
    guard let members = slice.flatMap(members), let schema = members["schema"], let tests = members["tests"],
      let instances = elements(tests)
    else { return nil }
    var registry: [(uri: JSONString, schema: JSONSlice)] = []
    if let given = members["registry"] {
      guard let schemas = self.members(given) else { return nil }
      registry = schemas.map { ($0.key, $0.value) }
    }
    let found = instances.compactMap { self.members($0)?["instance"] }
    guard found.count == instances.count else { return nil }
    return Case(
      schema: schema, registry: registry, instances: found,
      wantsAnnotations: output?.isEqual(to: "annotations") ?? false)
  }

  // MARK: slices

  private static func members(_ slice: JSONSlice) -> [JSONString: JSONSlice]? {
    var reader = JSONReader(slice, maxDepth: SchemaInterpreter.greatestDepth)
    var found: [JSONString: JSONSlice] = [:]
    guard reader.peekKind() == .object, reader.beginObject() else { return nil }
    if reader.emptyObject() { return found }
    repeat {
      guard reader.key() else { return nil }
      let name = reader.takeString()
      guard let value = reader.rawValue() else { return nil }
      found[name] = value
    } while reader.comma()
    return found
  }

  private static func elements(_ slice: JSONSlice) -> [JSONSlice]? {
    var reader = JSONReader(slice, maxDepth: SchemaInterpreter.greatestDepth)
    var found: [JSONSlice] = []
    guard reader.peekKind() == .array, reader.beginArray() else { return nil }
    if reader.emptyArray() { return found }
    repeat {
      guard let value = reader.rawValue() else { return nil }
      found.append(value)
    } while reader.comma()
    return found
  }

  private static func text(_ slice: JSONSlice?) -> JSONString? {
    guard let slice else { return nil }
    var reader = JSONReader(slice)
    return reader.peekKind() == .string && reader.string() ? reader.takeString() : nil
  }

  private static func integer(_ slice: JSONSlice?) -> Int? {
    guard let slice else { return nil }
    var reader = JSONReader(slice)
    return reader.peekKind() == .number ? reader.decimal()?.int : nil
  }
}
