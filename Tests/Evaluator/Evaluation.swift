import JSONCore
import SchemaCompiler
import SchemaRuntime

extension Session {
  /// `{"results": "TF…"}`, a letter for each instance, or `{"error": message}` when the schema does not compile.
  func interpret(_ request: EvaluationRequest) -> JSONWriter {
    var response = JSONWriter()
    switch compile(request) {
    case .failure(let refusal): response.error(refusal.message)
    case .success(let compiled):
      let interpreter = SchemaInterpreter(compiled.program)
      response.member("results", String(request.instances.map { result(interpreter, $0) }))
    }
    return response
  }

  /// `T` valid, `F` not valid, `X`: validation and the list of errors contradict each other.
  private func result(_ interpreter: SchemaInterpreter, _ instance: JSONSlice) -> Character {
    let valid = interpreter.isValid(instance, maxDepth: 512)
    guard interpreter.violations(instance, maxDepth: 512).isEmpty == valid else { return "X" }
    return valid ? "T" : "F"
  }

  /// Why a schema was not taken.
  struct Refusal: Error {
    let message: String
  }

  func compile(_ request: EvaluationRequest) -> Result<CompiledSchema, Refusal> {
    let path = "schema.json"
    let known = remotes.enumerated().map { SourceFile(path: "remotes/\($0)", bytes: $1.text.bytes, uri: $1.uri) }
    let outcome = CompiledSchema.compile(
      path, in: SourceSet([SourceFile(path: path, bytes: request.schema.bytes)] + known),
      mode: .standard(assertFormat: request.assertsFormat), requireBounds: false, draft: request.draft)
    guard let compiled = outcome.value else {
      return .failure(Refusal(message: outcome.diagnostics.first.map(\.description) ?? "no reason given"))
    }
    return .success(compiled)
  }
}

extension JSONWriter {
  /// An object of one member.
  mutating func member(_ name: String, _ value: String) {
    byte(0x7B)
    string(JSONString(name))
    byte(0x3A)
    string(JSONString(value))
    byte(0x7D)
  }

  mutating func error(_ message: String) { member("error", message) }
}
