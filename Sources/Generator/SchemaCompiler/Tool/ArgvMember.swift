import JSONCore
import SchemaRuntime

/// An input member as the command line sees it.
///
/// The input schema reduced to what matters here: which strings, how many, and whether it is always there.
struct ArgvMember: Sendable {
  /// What an argument can be made of. Everything else a schema allows is named in the error, with what to write
  /// instead.
  indirect enum Shape: Sendable {
    case text(StringSet)
    case integer(minimum: Int?, maximum: Int?)
    case boolean
    /// `maxItems` is `Int.max` without a bound.
    case list(element: Shape, minItems: Int, maxItems: Int)
    /// Several types, or one that no entry can hold; the names.
    case other([String])
  }

  let name: String
  let shape: Shape
  /// Required, or filled from its default.
  let isAlwaysPresent: Bool
  /// Not to be shown or recorded.
  let isSecret: Bool
  /// Whether it names a file or folder of the project; nil when the schema does not say.
  let isPath: Bool?
  /// The strings that the schema lists word for word.
  var listed: Set<[UInt8]> = []
}

extension ArgvMember {
  /// The members of an input schema in the order of the file.
  ///
  /// A default counts as being there, since decoding fills it in.
  static func members(of schema: CompiledSchema) throws(PatternError) -> [ArgvMember] {
    let admitted = AdmittedStrings(schema: schema)
    let objects = admitted.objects(schema.program.root)
    let required = Set(objects.flatMap(\.required))
    var members: [ArgvMember] = []
    for property in objects.flatMap(\.properties) {
      let standard = admitted.defaultValue(property.schema)
      members.append(
        ArgvMember(
          name: String(property.name), shape: try shape(property.schema, standard, admitted),
          isAlwaysPresent: required.contains(property.name) || standard != nil,
          isSecret: admitted.isSecret(property.schema), isPath: admitted.isPath(property.schema),
          listed: Set(admitted.listed(property.schema))))
    }
    return members
  }

  /// The default is added to the strings of the schema: it is inserted like any other value.
  private static func shape(
    _ id: SchemaNodeID, _ standard: JSONValue?, _ admitted: AdmittedStrings, nested: Bool = false
  )
    throws(PatternError) -> Shape
  {
    switch admitted.types(id) {
    case .string:
      let strings = try admitted.strings(id)
      guard case .string(let text)? = standard else { return .text(strings) }
      return .text(strings.union(try .literals([text.bytes])))
    case .integer:
      let bounds = admitted.bounds(id)
      return .integer(minimum: bounds.minimum, maximum: bounds.maximum)
    case .boolean: return .boolean
    case .array where !nested:
      let arrays = admitted.arrays(id)
      guard let items = arrays.lazy.compactMap(\.items).first, arrays.allSatisfy(\.prefixItems.isEmpty) else {
        return .other(["array without items"])
      }
      var element = try shape(items, nil, admitted, nested: true)
      if case .text(let strings) = element, case .array(let values)? = standard {
        let texts = values.compactMap { if case .string(let text) = $0 { text.bytes } else { nil } }
        element = .text(strings.union(try .literals(texts)))
      }
      return .list(
        element: element, minItems: arrays.map(\.count.minimum).max() ?? 0,
        maxItems: arrays.map(\.count.maximum).min() ?? .max)
    case let types: return .other(types.names)
    }
  }
}
