import SchemaCLI

extension ToolStreams {
  /// The JSON files that paths and patterns on the command line stand for; complains about those that lead nowhere.
  mutating func find(_ paths: [String], status: inout CommandStatus) -> [String] {
    let found = InputFiles(extensions: ["json"]).find(paths)
    for failure in found.failures {
      complain(failure)
      status = max(status, .usage)
    }
    return found.files
  }
}
