package import JSONCore
package import SchemaRuntime

/// A tool that was read from its file while the program runs, and proved then: what generated code is for a tool of the
/// build. It knows nothing of the compiler that has made it.
package struct LoadedTool: Sendable {
  package let definition: ToolDefinition
  /// Where its file lies, as people know it.
  package let path: String
  let arguments: LoadedArguments
  let input: PreparedSchema
  let output: PreparedSchema

  /// - Parameters:
  ///   - definition: with a program.
  ///   - input: the schema that `arguments` belong to.
  package init(
    definition: ToolDefinition, path: String, arguments: LoadedArguments, input: SchemaProgram, output: SchemaProgram
  ) {
    self.definition = definition
    self.path = path
    self.arguments = arguments
    self.input = PreparedSchema(input)
    self.output = PreparedSchema(output)
  }

  /// The values of a call in the order of the schema, defaults filled in; an optional member may be absent.
  func decode(_ arguments: JSONSlice?) throws(ToolFailure) -> [ArgumentValue?] {
    let schema = input.interpreter
    return try ToolArguments.decode(definition, arguments, violations: { schema.violations($0) }) { slice in
      // First the schema, and only then the values: what is read is known to be of the types that are expected.
      schema.isValid(slice) ? self.arguments.read(slice) : nil
    }
  }

  /// The argument vector of a call, as the generated `arguments(_:)` would make it.
  package func vector(_ arguments: JSONSlice?) throws(ToolFailure) -> ArgumentVector {
    self.arguments.template.vector(try decode(arguments))
  }

  /// What goes in beside the arguments, as the generated `feed(_:)` would make it.
  package func feed(_ arguments: JSONSlice?) throws(ToolFailure) -> ProgramFeed {
    self.arguments.feed.feed(try decode(arguments))
  }

  /// Why a result does not match the output schema; nil for one that does.
  package func objection(_ result: JSONBytes) -> ToolFailure? {
    let schema = output.interpreter
    return schema.isValid(result) ? nil : InvalidOutput.failure(definition, schema, result)
  }
}

extension ToolHost {
  /// Runs a loaded tool: all but the reading of arguments is what tools of the build go through.
  ///
  /// - Parameter number: of the tool among the definitions of this host.
  package func callLoaded(
    _ tool: LoadedTool, number: Int, _ arguments: JSONSlice?,
    onProgress: @escaping @Sendable (ToolProgress) -> Void
  ) async throws(ToolFailure) -> JSONBytes {
    let values = try tool.decode(arguments)
    let key = { (writer: inout JSONWriter) in tool.arguments.write(values, into: &writer) }
    return try await runProgram(
      number, tool.arguments.template.vector(values), tool.arguments.feed.feed(values), cacheKey: key,
      onProgress: onProgress,
      objection: tool.objection)
  }
}
