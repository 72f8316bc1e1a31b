package import JSONCore
package import SchemaRuntime

/// What `securellm validate` was asked to do.
package struct ValidateRequest: Sendable {
  package enum Schema: Sendable, Equatable {
    case file(String)
    /// One of the schemas compiled into the program.
    case builtin(String)
    /// The one that each instance names in its member `$schema`.
    case own
    /// The meta-schema that each instance, itself a schema, names in `$schema`, or that of the default dialect.
    case metaSchema
  }

  /// Levels of nesting in a schema that is itself looked at as an instance.
  /// As deep as the compiler reads schemas (`Document.maxDepth`): what compiles must also pass its meta-schema.
  package static let schemaDepth = 256

  package var schema: Schema
  /// Further schema files: paths, folders, patterns.
  package var references: [String]
  package var bases: [BaseURI]
  package var options: SchemaOptions
  /// Paths, folders, patterns; `-` is standard input.
  package var files: [String]
  /// Endings of the files that are taken from folders.
  package var extensions: [String]
  /// What all files are, whatever their names say.
  package var format: InputFormat?
  /// What a member means that its object has had before.
  package var duplicateKeys: DuplicateKeys
  package var output: ResultOutput
  package var terminal: Terminal
  /// Whether only the validity is wanted.
  package var isFast: Bool
  /// Whether the shortest way to each error is printed instead of all errors: `securellm explain`.
  package var explains: Bool
  /// Violations reported for one instance.
  /// 100: a list that nobody reads to its end, and a bound on what one instance can print.
  package var maxErrors: Int
  /// 64 by default (`JSONReader.defaultMaxDepth`): it bounds the stack that a text can make the interpreter use.
  package var maxDepth: Int
  /// Files read at the same time.
  /// Files and not instances: the lines of one file come from one reader.
  package var jobs: Int

  package init(
    schema: Schema, files: [String], references: [String] = [], bases: [BaseURI] = [],
    options: SchemaOptions = SchemaOptions(), extensions: [String] = InputFormat.defaultExtensions,
    format: InputFormat? = nil, duplicateKeys: DuplicateKeys = .error, output: ResultOutput = .human,
    terminal: Terminal = Terminal(isColoured: false), isFast: Bool = false, explains: Bool = false,
    maxErrors: Int = 100, maxDepth: Int = JSONReader.defaultMaxDepth,
    jobs: Int = 1
  ) {
    self.schema = schema
    self.references = references
    self.bases = bases
    self.options = options
    self.files = files
    self.extensions = extensions
    self.format = format
    self.duplicateKeys = duplicateKeys
    self.output = output
    self.terminal = terminal
    self.isFast = isFast
    self.explains = explains
    self.maxErrors = maxErrors
    self.maxDepth = maxDepth
    self.jobs = jobs
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
