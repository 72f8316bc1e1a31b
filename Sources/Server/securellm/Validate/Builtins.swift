import SchemaCLI

extension Validate {
  /// The schemas that `--builtin` names.
  static let builtins = BuiltinSchemas.none
}
