import ArgumentParser
import SchemaTools
import SchemaValidation

/// Where schemas that are referred to come from. Nothing is fetched: a reference leads to a file beside the schema or
/// to one of these.
struct ReferenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Schema files, folders or patterns that references may resolve to, by $id or path; may be repeated.",
      valueName: "file"))
  var ref: [String] = []

  /// As for `validate`; the two groups are apart, since these commands do not validate and have fewer options.
  @Option(
    help: ArgumentHelp(
      "Resolve URIs with this prefix to the files in a folder; may be repeated.", valueName: "uri=folder"))
  var baseUri: [String] = []

  /// Checked by the parser, before a command opens a file.
  func validate() throws {
    if baseUri.contains(where: { BaseURI(argument: $0) == nil }) {
      throw ValidationError("--base-uri takes URI=FOLDER")
    }
  }

  /// - Parameter dialect: for schemas that do not say theirs.
  func options(_ dialect: Dialect) -> CorpusOptions {
    CorpusOptions(references: ref, bases: baseUri.compactMap(BaseURI.init(argument:)), dialect: dialect)
  }
}

/// How schemas are read that do not say it: as 2020-12 unless the option says otherwise.
struct DialectOption: ParsableArguments {
  @Option(help: ArgumentHelp("The draft of schemas without \"$schema\".", valueName: "draft"))
  var dialect = Dialect.draft2020
}
