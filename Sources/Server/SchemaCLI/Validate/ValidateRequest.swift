import JSONCore
package import SchemaRuntime

/// What `securellm validate` was asked to do.
package struct ValidateRequest: Sendable {
  package enum Schema: Sendable, Equatable {
    case file(String)
    /// One of the schemas compiled into the program.
    case builtin(String)
  }

  /// How results are printed: for people, or as JSON Schema's output formats.
  package enum Output: String, Sendable, CaseIterable {
    case human, flag, basic, detailed
  }

  package var schema: Schema
  /// Paths; `-` is standard input.
  package var files: [String]
  package var output: Output
  /// Whether every file is JSON Lines; otherwise `.jsonl` and `.ndjson` files are.
  package var isLines: Bool
  /// Violations reported for one instance.
  package var maxErrors: Int
  package var maxDepth: Int
  package var assertFormat: Bool

  package init(
    schema: Schema, files: [String], output: Output = .human, isLines: Bool = false, maxErrors: Int = 100,
    maxDepth: Int = JSONReader.defaultMaxDepth, assertFormat: Bool = false
  ) {
    self.schema = schema
    self.files = files
    self.output = output
    self.isLines = isLines
    self.maxErrors = maxErrors
    self.maxDepth = maxDepth
    self.assertFormat = assertFormat
  }
}

/// The schemas compiled into the program, by name.
package struct BuiltinSchemas: Sendable {
  package let names: [String]
  package let program: @Sendable (String) -> SchemaProgram?

  package init(names: [String], program: @escaping @Sendable (String) -> SchemaProgram?) {
    self.names = names
    self.program = program
  }

  /// A program without schemas of its own.
  package static let none = BuiltinSchemas(names: []) { _ in nil }
}
