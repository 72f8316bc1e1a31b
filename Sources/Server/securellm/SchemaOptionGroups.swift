import ArgumentParser
import JSONCore
import SchemaValidation

/// Where schemas and what they refer to come from, and how they are compiled: for the commands that validate.
struct SchemaSourceOptions: ParsableArguments {
  /// Found by `$id` too, wherever the file lies.
  @Option(
    help: ArgumentHelp(
      "Schema files, folders or patterns that references may resolve to, by $id or path; nothing is ever fetched.",
      valueName: "file"), completion: .documents)
  var ref: [String] = []

  /// For schemas whose `$id` is an address: they are found in a folder, where others would fetch them.
  @Option(
    help: ArgumentHelp(
      "Resolve URIs with this prefix to the files in a folder; may be repeated.", valueName: "uri=folder"))
  var baseUri: [String] = []

  /// Off, as drafts from 2019-09 on have it: `format` is an annotation unless somebody asks.
  @Flag(help: "Assert \"format\" instead of treating it as an annotation.")
  var assertFormat = false

  @OptionGroup var dialect: DialectOption

  /// Nil when one is not `URI=FOLDER`; the command reports it, in the form of its other output.
  var bases: [BaseURI]? {
    let bases = baseUri.compactMap(BaseURI.init(argument:))
    return bases.count == baseUri.count ? bases : nil
  }

  var options: SchemaOptions { SchemaOptions(assertFormat: assertFormat, dialect: dialect.dialect.value) }
}

/// Which files are taken from folders. A file that is named is taken whatever its name is.
struct DiscoveryOptions: ParsableArguments {
  @Option(
    name: .customLong("extension"),
    help: ArgumentHelp(
      "The extension of the files to read from folders, instead of the defaults; may be repeated.",
      valueName: "ending"))
  var given: [String] = []

  /// With or without the dot: both are written.
  var extensions: [String] {
    given.isEmpty
      ? InputFormat.defaultExtensions
      : given.map { $0.utf8.first == 0x2E ? String($0.unicodeScalars.dropFirst()) : $0 }
  }
}

/// How instances are read that have a member twice. An error by default: two readers of such a text may see two
/// values.
struct DuplicateKeysOption: ParsableArguments {
  /// `last` takes what JavaScript's `JSON.parse` takes.
  @Option(
    help: ArgumentHelp("Whether a duplicate member is an error, or the last one counts.", valueName: "error|last"),
    completion: .list(["error", "last"]),
    transform: { name in
      guard let choice = DuplicateKeys(rawValue: name) else { throw ValidationError("it is \"error\" or \"last\"") }
      return choice
    })
  var duplicateKeys = DuplicateKeys.error
}

/// When lines for people are coloured: never in a file or a pipe, unless it is asked for.
struct ColourOption: ParsableArguments {
  /// `NO_COLOR` counts in `auto` alone.
  @Option(help: "When to colour human-readable output; auto: on a terminal, unless NO_COLOR is set.")
  var color = Terminal.Choice.auto
}
