import ArgumentParser
import SchemaTools
import SchemaValidation

/// Where schemas that are referred to come from.
struct ReferenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Schema files, folders or patterns that may be referred to by $id or path; may be repeated.", valueName: "file"))
  var ref: [String] = []

  @Option(
    help: ArgumentHelp(
      "The files below a folder are found under URIs that begin so; may be repeated.", valueName: "uri=folder"))
  var baseUri: [String] = []

  func validate() throws {
    if baseUri.contains(where: { BaseURI(argument: $0) == nil }) {
      throw ValidationError("--base-uri takes URI=FOLDER")
    }
  }

  func options(_ dialect: Dialect) -> CorpusOptions {
    CorpusOptions(references: ref, bases: baseUri.compactMap(BaseURI.init(argument:)), dialect: dialect)
  }
}

/// How schemas are read that do not say it.
struct DialectOption: ParsableArguments {
  @Option(help: ArgumentHelp("What a schema without \"$schema\" is read as.", valueName: "draft"))
  var dialect = Dialect.draft2020
}
