import SchemaRuntime
import SchemaValidation
import Tools

extension Validate {
  /// The schemas that `--builtin` names: those of tools. Programs for the interpreter, made when one is asked for.
  /// Names are listed without making any.
  static let builtins = BuiltinSchemas(names: Catalogue.programs.map(\.name)) { name in
    Catalogue.programs.first { $0.name.utf8.elementsEqual(name.utf8) }?.program()
  }
}
