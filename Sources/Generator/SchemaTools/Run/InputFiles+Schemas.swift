import SchemaValidation

/// With the same words for a path that leads nowhere in all tools, and with the exit code that goes with it.
extension ToolStreams {
  /// The files that paths and patterns on the command line name, of folders those with one of the endings;
  /// complains about those that lead nowhere.
  mutating func find(
    _ paths: [String], _ extensions: [String] = ["json"], status: inout CommandStatus
  ) -> [String] {
    let found = InputFiles(extensions: extensions).find(paths)
    for failure in found.failures {
      complain(failure)
      status = max(status, .usage)
    }
    return found.files
  }
}
