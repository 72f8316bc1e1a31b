import ArgumentParser
import JSONCore
import SchemaValidation

/// Where schemas and what they refer to come from, and how they are compiled.
struct SchemaSourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Schema files, folders or patterns that may be referred to by $id or path; nothing is ever fetched.",
      valueName: "file"))
  var ref: [String] = []

  @Option(
    help: ArgumentHelp(
      "The files below a folder are found under URIs that begin so; may be repeated.", valueName: "uri=folder"))
  var baseUri: [String] = []

  @Flag(help: "Check \"format\" instead of taking it for an annotation.")
  var assertFormat = false

  @Option(
    help: ArgumentHelp(
      "For schemas without \"$schema\": 2020-12, 2019-09, 7, 6, 4, or the URI of a meta-schema of these.",
      valueName: "draft"),
    transform: { name in
      guard let dialect = SchemaDialect(name: name) else {
        throw ValidationError("the dialects are 2020-12, 2019-09, 7, 6 and 4")
      }
      return dialect
    })
  var dialect = SchemaDialect.standard

  /// Nil when one is not `URI=FOLDER`.
  var bases: [BaseURI]? {
    let bases = baseUri.compactMap(BaseURI.init(argument:))
    return bases.count == baseUri.count ? bases : nil
  }

  var options: SchemaOptions { SchemaOptions(assertFormat: assertFormat, dialect: dialect) }
}

/// Which files are taken from folders.
struct DiscoveryOptions: ParsableArguments {
  @Option(
    name: .customLong("extension"),
    help: ArgumentHelp(
      "Ending of the files that are taken from folders, instead of the usual ones; may be repeated.",
      valueName: "ending"))
  var given: [String] = []

  var extensions: [String] {
    given.isEmpty
      ? InputFormat.defaultExtensions
      : given.map { $0.utf8.first == 0x2E ? String($0.unicodeScalars.dropFirst()) : $0 }
  }
}

/// How instances are read that have a member twice.
struct DuplicateKeysOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("A member that comes twice is an error, or the last one counts.", valueName: "error|last"),
    transform: { name in
      guard let choice = DuplicateKeys(rawValue: name) else { throw ValidationError("it is \"error\" or \"last\"") }
      return choice
    })
  var duplicateKeys = DuplicateKeys.error
}

/// When lines for people are coloured.
struct ColourOption: ParsableArguments {
  @Option(help: "auto (on a terminal, without NO_COLOR), always or never.")
  var color = Terminal.Choice.auto
}
