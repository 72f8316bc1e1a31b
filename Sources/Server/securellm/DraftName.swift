import ArgumentParser
import SchemaTools
import SchemaValidation

/// A draft of JSON Schema on the command line, in every command alike. One spelling is printed; all that people write
/// are read.
struct DraftName: ExpressibleByArgument {
  let value: SchemaDialect

  static let newest = DraftName(value: .standard)

  private init(value: SchemaDialect) { self.value = value }

  /// - Parameter argument: `2020-12`, `draft-07`, `7`, or the URI of a meta-schema.
  init?(argument: String) {
    guard let value = SchemaDialect(name: argument) else { return nil }
    self.value = value
  }

  var dialect: Dialect { Dialect(value) ?? .draft2020 }

  static var allValueStrings: [String] { SchemaDialect.all.map(\.name) }

  var defaultValueDescription: String { value.name }

  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}

/// How schemas are read that do not say it: as 2020-12 unless the option says otherwise. A schema's own `$schema` goes
/// before it.
struct DialectOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The draft of schemas without \"$schema\"; a meta-schema's URI too.", valueName: "draft"))
  var dialect = DraftName.newest
}
