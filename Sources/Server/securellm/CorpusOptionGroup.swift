import ArgumentParser
import SchemaTools
import SchemaValidation

/// Where schemas that are referred to come from. Nothing is fetched: a reference leads to a file beside the schema or
/// to one of these.
struct ReferenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Schema files, folders or patterns that references may resolve to, by $id or path; may be repeated.",
      valueName: "file"), completion: .documents)
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
  func options(_ dialect: DraftName) -> CorpusOptions {
    CorpusOptions(references: ref, bases: baseUri.compactMap(BaseURI.init(argument:)), dialect: dialect.dialect)
  }
}
