import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Keeps what the emitter and the documentation use, and checks the kinds of the rest. Definitions are noted here, as
  /// they assert nothing: strict mode lowers them later.
  mutating func annotate(_ id: SchemaNodeID, _ schema: Subschema) {
    var found = SchemaAnnotations()
    found.title = string(.title, in: schema).map(String.init)
    found.description = string(.description, in: schema).map(String.init)
    found.isSecret = boolean(.secret, in: schema) ?? false
    found.isPath = boolean(.path, in: schema)
    found.definitionName = Self.definitionName(schema.node.pointer)
    if let member = schema[.default] {
      found.defaultValue = member.value.jsonValue
      declared.append(DeclaredValue(keyword: .default, node: member.value, schema: id))
    }
    found.isDeprecated = boolean(.deprecated, in: schema) ?? false
    // Read for the check of their kind alone, and so is the next one.
    for keyword in [Keyword.readOnly, .writeOnly] { _ = boolean(keyword, in: schema) }
    _ = string(.comment, in: schema)
    if let examples = schema[.examples], examples.value.elements == nil {
      mustBe("an array of values", examples, in: schema)
    }
    // `definitions` counts in every draft, as the meta-schemas keep it.
    for keyword in [Keyword.defs, .definitions] {
      for member in schemaMap(keyword, in: schema) {
        definitions.append(library.child(member.value, of: schema.place))
      }
    }
    // Most nodes have none: the dictionary stays small.
    if found != SchemaAnnotations() { annotations[id] = found }
  }

  /// What a report shows: all that asserts nothing here, names that nobody knows included. Slices of the file and no
  /// trees, since only the output formats with annotations read them. Keywords that locate or structure schemas are
  /// left out.
  static func shownAnnotations(_ members: [DocumentMember], of schema: Subschema) -> [SchemaAnnotation] {
    members.compactMap { member in
      let keyword = Keyword(name: member.name).flatMap { schema.dialect.has($0) ? $0 : nil }
      let value = JSONSlice(unchecked: schema.document.bytes, range: member.value.range)
      switch keyword {
      case .title, .description, .default, .examples, .deprecated, .readOnly, .writeOnly, .format, nil:
        return SchemaAnnotation(keyword: member.name, value: value)
      case .contentEncoding, .contentMediaType:
        return SchemaAnnotation(keyword: member.name, value: value, isForStringsOnly: true)
      case .contentSchema:
        // To be ignored without the media type, which says that there is anything to hold against it (validation, 8.5).
        guard schema.has(.contentMediaType) else { return nil }
        return SchemaAnnotation(keyword: member.name, value: value, isForStringsOnly: true)
      default: return nil
      }
    }
  }

  /// The key under `$defs` when that is where the schema is: the name that its type gets. A property may be called
  /// `$defs`: only a step where a keyword is expected counts, so the pointer is read from the root on.
  static func definitionName(_ pointer: String) -> String? {
    var container: Keyword?
    var name: String?
    for step in JSONPointer.steps(pointer) ?? [] {
      name = container == .defs || container == .definitions ? String(step) : nil
      // This step is the author's name or an index; behind it a keyword is expected again.
      if container != nil {
        container = nil
      } else if let keyword = Keyword(name: step), keyword.shape == .schemaMap || keyword.shape == .schemaList {
        container = keyword
      }
    }
    return name
  }
}
