import JSONCore
package import SchemaCompiler

/// What one target asks of the compiler: the file `Schemas/securellm-schemas.json`. Every member may be absent.
///
///     { "mode": "standard", "assertFormat": true, "requireBounds": false, "access": "package", "publish": false,
///       "emit": { "*": ["decode", "validate", "write"], "api/reply.json": ["publish"] }, "unionLines": 12000 }
package struct GenerationSettings: Sendable, Equatable {
  /// Who sees the generated types.
  package enum Access: String, Sendable, CaseIterable {
    case `public`, package, `internal`
  }

  package var mode: SchemaMode
  /// Strict mode: whether strings, arrays and objects must say how large they may be.
  package var requireBounds: Bool
  package var access: Access
  /// Whether the program has the text of each schema, as `publishedSchema`. A recursive schema cannot be published.
  package var publish: Bool
  /// What is generated of each file that `emit` names.
  package var emit: [String: EmittedParts] = [:]
  /// What is generated of all other files; nil: types with everything they have.
  package var emitOthers: EmittedParts?
  /// How many lines a union of many branches may take before it is kept as text.
  package var unionLines: Int

  /// Some seven seconds of a debug build.
  package static let defaultUnionLines = 12_000

  package init(
    mode: SchemaMode = .strict, requireBounds: Bool = false, access: Access = .public, publish: Bool = false,
    unionLines: Int = GenerationSettings.defaultUnionLines
  ) {
    self.unionLines = unionLines
    self.mode = mode
    self.requireBounds = requireBounds
    self.access = access
    self.publish = publish
  }

  /// What is generated of a schema file; its path as the settings name it.
  package func parts(of path: String) -> EmittedParts {
    emit[path] ?? emitOthers ?? (publish ? EmittedParts.type.union(.publish) : .type)
  }

  /// Reads the file; anything in it that is not understood is an error.
  ///
  /// - Parameter schemas: the files that give types; nil where they are not known.
  package static func read(_ file: SourceFile, displayRoot: String, schemas: [String]? = nil)
    -> Outcome<GenerationSettings>
  {
    let parsed = Document.parse(file, displayRoot: displayRoot)
    guard let document = parsed.value else { return Outcome(nil, parsed.diagnostics) }
    var reading = SettingsReading(document: document, schemas: schemas)
    let settings = reading.settings()
    return Outcome(reading.diagnostics.isEmpty ? settings : nil, reading.diagnostics)
  }
}
