import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// The interpreter of a schema written out in a test.
func interpreter(_ schema: String, purpose: CompilationPurpose = .generation) throws -> SchemaInterpreter {
  let file = SourceFile(path: "s.json", text: schema)
  let outcome = CompiledSchema.compile(
    "s.json", in: SourceSet([file]), mode: .standard(assertFormat: true), requireBounds: false, purpose: purpose)
  let compiled = try #require(outcome.value, "\(outcome.diagnostics)")
  return SchemaInterpreter(compiled.program)
}

/// `pointer keyword message` of every violation; validation must agree.
func errors(_ schema: String, _ instance: String, maxDepth: Int = 64) throws -> [String] {
  let interpreter = try interpreter(schema)
  let bytes = JSONBytes(instance)
  let found = interpreter.violations(bytes, maxDepth: maxDepth)
  #expect(interpreter.isValid(bytes, maxDepth: maxDepth) == found.isEmpty, "\(instance)")
  return found.map { "\($0.instanceLocation) \($0.keyword) \($0.message)" }
}
