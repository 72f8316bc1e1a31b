/// How much a schema must say.
package enum SchemaMode: Sendable, Equatable {
  /// Everything under `Schemas/`: what is not understood, or not said, is an error.
  case strict
  /// JSON Schema as specified: unknown keywords are annotations, and so is `format` unless asserted here.
  case standard(assertFormat: Bool)
}

/// What a schema is compiled for.
package enum CompilationPurpose: Sendable, Equatable {
  /// Swift code: what could never be evaluated, or what no value can satisfy, is found out before anything is built.
  case generation
  /// The interpreter, over schemas that others have written: what no instance reaches is none of its business.
  case validation
}

/// The rules of one compilation.
struct SchemaRules: Sendable {
  let mode: SchemaMode
  /// Strict mode only: strings and arrays need an upper length, objects must be open or closed, arrays need `items`.
  let requireBounds: Bool
  /// States that the automaton of a pattern may have.
  let patternStates: Int
  let purpose: CompilationPurpose

  var isStrict: Bool { mode == .strict }

  /// Whether a reference that leads back to where it came from is an error of the schema, or of the instance that gets
  /// there.
  var refusesLoops: Bool { isStrict || purpose == .generation }

  var assertsFormat: Bool {
    switch mode {
    case .strict: true
    case .standard(let assertFormat): assertFormat
    }
  }
}
