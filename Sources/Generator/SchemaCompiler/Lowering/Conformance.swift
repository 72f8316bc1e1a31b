import JSONCore
package import SchemaRuntime

/// Checks the values a schema declares (defaults, constants) against it. It runs the interpreter, the oracle of
/// generated code, so that what is filled in at run time was accepted by the same rules.
package struct Conformance {
  private let interpreter: SchemaInterpreter

  package init(nodes: [SchemaNode]) { interpreter = SchemaInterpreter(SchemaProgram(nodes: nodes, root: 0)) }

  /// The first keyword that refuses `value`; nil when it is valid. Precondition: references do not loop.
  package func refusal(of value: JSONValue, by id: SchemaNodeID) -> String? {
    // The interpreter reads bytes; to write the value again costs less than to keep a second evaluator for trees right.
    var writer = JSONWriter()
    value.write(to: &writer)
    return interpreter.rooted(at: id).violations(
      writer.copy(), maxDepth: SchemaInterpreter.greatestDepth, limit: 1
    ).first?.keyword
  }
}
