import SchemaRuntime
import SchemaValidation
import Tools

extension Validate {
  /// The schemas that `--builtin` names.
  static let builtins = BuiltinSchemas(names: Catalogue.programs.map(\.name)) { name in
    Catalogue.programs.first { $0.name.utf8.elementsEqual(name.utf8) }?.program()
  }
}
