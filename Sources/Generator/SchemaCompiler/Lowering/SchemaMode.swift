/// How much a schema must say.
package enum SchemaMode: Sendable, Equatable {
  /// Everything under `Schemas/`: what is not understood, or not said, is an error.
  case strict
  /// JSON Schema as specified: unknown keywords are annotations, and so is `format` unless asserted here.
  case standard(assertFormat: Bool)
}

/// The rules of one compilation.
struct SchemaRules: Sendable {
  let mode: SchemaMode
  /// Strict mode only: strings and arrays need an upper length, objects must be open or closed, arrays need `items`.
  let requireBounds: Bool
  /// States that the automaton of a pattern may have.
  let patternStates: Int

  var isStrict: Bool { mode == .strict }

  var assertsFormat: Bool {
    switch mode {
    case .strict: true
    case .standard(let assertFormat): assertFormat
    }
  }
}
