package import SchemaRuntime

/// A schema after lowering: the program, and what only the emitter and the documentation need.
package struct CompiledSchema: Sendable {
  package var program: SchemaProgram
  /// By node; nodes without annotations are absent.
  package var annotations: [SchemaNodeID: SchemaAnnotations]
  /// What the types must be so that defaults can be filled in.
  package var filling: DefaultFilling
  /// The definitions of the file that were asked for beside the root, in the order of the file.
  package var definitions: [SchemaNodeID]
  /// The paths of all files that the nodes are in.
  package var files: Set<String>

  package init(
    program: SchemaProgram, annotations: [SchemaNodeID: SchemaAnnotations], filling: DefaultFilling,
    definitions: [SchemaNodeID] = [], files: Set<String> = []
  ) {
    self.definitions = definitions
    self.files = files
    self.program = program
    self.annotations = annotations
    self.filling = filling
  }
}

/// Keywords that assert nothing.
package struct SchemaAnnotations: Sendable, Equatable {
  package var title: String?
  package var description: String?
  /// The value of `default`; the compiler has checked it against the subschema.
  package var defaultValue: JSONValue?
  /// The key under `$defs` when the node is a definition: the name its type gets.
  package var definitionName: String?
  /// `x-secret`: the value must not be shown or recorded.
  package var isSecret: Bool
  /// `x-path`: whether the string names a file or folder of the project; nil when the schema does not say.
  package var isPath: Bool?
  /// `deprecated`: whoever uses the member is warned.
  package var isDeprecated: Bool

  package init(
    title: String? = nil, description: String? = nil, defaultValue: JSONValue? = nil, definitionName: String? = nil,
    isSecret: Bool = false, isPath: Bool? = nil, isDeprecated: Bool = false
  ) {
    self.isDeprecated = isDeprecated
    self.title = title
    self.description = description
    self.defaultValue = defaultValue
    self.definitionName = definitionName
    self.isSecret = isSecret
    self.isPath = isPath
  }
}
