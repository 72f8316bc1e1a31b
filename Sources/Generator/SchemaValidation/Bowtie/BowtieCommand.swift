import JSONCore
import SchemaRuntime

/// One line of Bowtie's protocol.
enum BowtieCommand {
  /// Slices of the line and no trees: the schema is compiled and the instances are validated where they are.
  struct Case {
    let schema: JSONSlice
    let registry: [(uri: JSONString, schema: JSONSlice)]
    let instances: [JSONSlice]
    /// Whether annotations are wanted beside the results.
    let wantsAnnotations: Bool
  }

  case start(version: Int)
  case dialect(JSONString)
  /// `seq` goes back as it came.
  case run(seq: JSONSlice, Case)
  /// A command that is nested too deeply to be read.
  case tooDeep(seq: JSONSlice)
  case stop

  /// Nil when the line is not JSON, or lacks what its command needs. Further members are passed over.
  /// Members that are not known are part of no contract: Bowtie adds some from version to version.
  static func read(_ bytes: JSONBytes, _ range: Range<Int>) -> BowtieCommand? {
    var reader = JSONReader(bytes, range: range, maxDepth: SchemaInterpreter.greatestDepth)
    guard let slice = reader.rawValue(), reader.finish(), let members = members(slice) else {
      return reader.failure == .tooDeep ? sequence(ofDeep: bytes, range).map { .tooDeep(seq: $0) } : nil
    }
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

  /// What Bowtie says about a test beside its instance (a description, the expected result) is not read: a result must
  /// not depend on what is expected.
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

  // MARK: commands that are too deep

  /// The member `seq` of an object whose other members may be of any depth.
  /// Bowtie needs the number of the case to go on with the next one, and it may be behind the value that is too
  /// deep.
  private static func sequence(ofDeep bytes: JSONBytes, _ range: Range<Int>) -> JSONSlice? {
    var start = JSONReader(bytes, range: range)
    guard start.peekKind() == .object, start.beginObject() else { return nil }
    var rest = start.offset..<range.upperBound
    while !rest.isEmpty {
      var reader = JSONReader(bytes, range: rest)
      guard reader.key() else { return nil }
      if reader.tokenEquals(Array("seq".utf8)) { return reader.rawValue() }
      let end = endOfValue(bytes, min(reader.valueOffset(), range.upperBound)..<range.upperBound)
      guard end < range.upperBound, bytes[end] == UInt8(ascii: ",") else { return nil }
      rest = end + 1..<range.upperBound
    }
    return nil
  }

  /// Where the comma or bracket behind a value is, found by counting brackets: the stack has no part in it.
  private static func endOfValue(_ bytes: JSONBytes, _ range: Range<Int>) -> Int {
    var depth = 0
    var isText = false
    var index = range.lowerBound
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\") where isText: index += 1
      case UInt8(ascii: "\""): isText.toggle()
      case _ where isText: break
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return index }
        depth -= 1
      case UInt8(ascii: ",") where depth == 0: return index
      default: break
      }
      index += 1
    }
    return range.upperBound
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
