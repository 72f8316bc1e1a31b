import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Any bytes as a schema, in one mode or the other: refused with diagnostics, or a program whose validation and error
/// list agree. Patterns get few states in most schemas: they have a target of their own, and would be seven eighths of
/// the time.
enum CompilerTarget {
  private static let instances = [
    #"{"a":1,"b":["x",null,{"a":true}],"foo":"bar"}"#, #"[1,1.0,"a",[],{}]"#, "\"abc\"", "12", "-0.5", "null", "true",
  ].map { JSONBytes($0) }

  static func contradiction(in bytes: [UInt8]) -> String? {
    let sources = SourceSet([SourceFile(path: "schema.json", bytes: bytes)])
    let mode = InputShare.choice(among: 2, bytes) == 0 ? SchemaMode.strict : .standard(assertFormat: true)
    let states = InputShare.choice(among: 128, bytes) < 2 ? PatternCompiler.defaultStateBudget : 50
    let outcome = CompiledSchema.compile(
      "schema.json", in: sources, mode: mode, requireBounds: false, patternStates: states)
    guard let compiled = outcome.value else {
      return outcome.diagnostics.isEmpty ? "refused without a reason" : nil
    }
    let interpreter = SchemaInterpreter(compiled.program)
    for instance in instances {
      let valid = interpreter.isValid(instance)
      if interpreter.violations(instance).isEmpty != valid { return "valid: \(valid), the error list disagrees" }
    }
    return nil
  }
}
