import JSONCore
import System

/// `securellm validate --watch`: runs again whenever a schema or an instance changes.
/// By looking and not by inotify: a schema's references may lie anywhere, editors replace files instead of writing
/// them, and watches are lost with the file that they are on.
package enum Watch {
  /// Time between two looks. A look over many files takes longer, so that looking never takes more than a twentieth of
  /// the time: works on every file system, network ones included.
  private static let shortestInterval = 200_000_000

  /// Runs the request now and after each change, until the task is cancelled or the process ends.
  package static func run(_ request: ValidateRequest, builtins: BuiltinSchemas = .none, _ streams: Streams) async {
    while !Task.isCancelled {
      // What changes during the run makes another one.
      let before = stamps(request)
      _ = await Validation.run(request, builtins: builtins, streams)
      tell("watching for changes; end with Ctrl-C", streams)
      guard await waitForChange(request, since: before) else { return }
      tell("", streams)
    }
  }

  /// False when the task was cancelled.
  private static func waitForChange(_ request: ValidateRequest, since before: [String: [Int]]) async -> Bool {
    while true {
      let start = MonotonicClock.nanoseconds
      if stamps(request) != before { return true }
      // 200 ms at least, which feels immediate to somebody who has just saved.
      let pause = max(shortestInterval, (MonotonicClock.nanoseconds - start) * 20)
      do { try await Task.sleep(nanoseconds: UInt64(pause)) } catch { return false }
    }
  }

  /// By path, for every file that the request names or its schemas refer to. A file that is not there has none.
  /// Made anew at each look, because files come and go: a dictionary that differs by a key is a change as well.
  private static func stamps(_ request: ValidateRequest) -> [String: [Int]] {
    var paths = InputFiles(extensions: request.extensions).find(request.files).files
    let folders = request.references + request.bases.map(\.folder)
    paths += InputFiles(extensions: SchemaSource.extensions).find(folders).files
    if case .file(let path) = request.schema {
      paths.append(path)
      // References of a schema that is broken just now are followed as far as they lead.
      var files = SchemaFiles()
      if (try? files.add(path)) != nil { paths += files.paths }
    }
    var stamps: [String: [Int]] = [:]
    for path in paths { stamps[path] = DocumentFiles.stamp(path) }
    return stamps
  }

  private static func tell(_ sentence: String, _ streams: Streams) {
    var text = JSONWriter(capacity: 128)
    text.line(sentence)
    _ = text.flush(to: streams.messages)
  }
}
