import JSONCore
package import SchemaRuntime

/// Checks the values a schema declares (defaults, constants) against it.
package struct Conformance {
  private let interpreter: SchemaInterpreter

  package init(nodes: [SchemaNode]) { interpreter = SchemaInterpreter(SchemaProgram(nodes: nodes, root: 0)) }

  /// The first keyword that refuses `value`; nil when it is valid. Precondition: references do not loop.
  package func refusal(of value: JSONValue, by id: SchemaNodeID) -> String? {
    var writer = JSONWriter()
    value.write(to: &writer)
    return interpreter.rooted(at: id).violations(
      writer.copy(), maxDepth: SchemaInterpreter.greatestDepth, limit: 1
    ).first?.keyword
  }
}
