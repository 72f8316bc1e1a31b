import JSONCore
import SchemaRuntime

extension SchemaLowering {
  /// Keeps what the emitter and the documentation use, and checks the kinds of the rest. Definitions are noted here, as
  /// they assert nothing: strict mode lowers them later.
  mutating func annotate(_ id: SchemaNodeID, _ schema: Subschema) {
    var found = SchemaAnnotations()
    found.title = annotation(text: .title, in: schema)
    found.description = annotation(text: .description, in: schema)
    found.isSecret = annotation(flag: .secret, in: schema) ?? false
    found.isPath = annotation(flag: .path, in: schema)
    found.definitionName = Self.definitionName(schema.node.pointer)
    if let member = schema[.default] {
      found.defaultValue = member.value.jsonValue
      declared.append(DeclaredValue(keyword: .default, node: member.value, schema: id))
    }
    found.isDeprecated = annotation(flag: .deprecated, in: schema) ?? false
    for keyword in [Keyword.readOnly, .writeOnly] { _ = annotation(flag: keyword, in: schema) }
    _ = annotation(text: .comment, in: schema)
    if let examples = schema[.examples], examples.value.elements == nil {
      shouldBe("an array of values", examples, in: schema)
    }
    noteDefinitions(schema)
    if found != SchemaAnnotations() { annotations[id] = found }
  }

  private mutating func noteDefinitions(_ schema: Subschema) {
    for keyword in [Keyword.defs, .definitions] {
      guard let member = schema[keyword] else { continue }
      guard let entries = member.value.members else {
        shouldBe("an object of schemas", member, in: schema)
        continue
      }
      definitions += entries.map { library.child($0.value, of: schema.location) }
    }
  }

  /// What a report shows: all that asserts nothing here, names that nobody knows included.
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
