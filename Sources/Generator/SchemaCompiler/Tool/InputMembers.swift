package import JSONCore
package import SchemaRuntime

extension CompiledTool {
  /// The members of the input in the order of the file, each with its default: what a loaded tool fills in, by the
  /// rules by which the proof takes a default for one of the values.
  package var inputMembers: [(name: JSONString, standard: JSONValue?)] {
    let admitted = AdmittedStrings(schema: input)
    return admitted.objects(input.program.root).flatMap(\.properties).map { property in
      (name: property.name, standard: admitted.defaultValue(property.schema))
    }
  }
}
