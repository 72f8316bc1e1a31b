import Glibc
import JSONCore

/// `schema-evaluator`: what other programs ask of the compiler, the interpreter and the emitter, one JSON object per
/// line.
///
/// A line that names a `remote` adds a document that schemas may refer to. With `schema-evaluator interpret` every
/// other line has a `schema` and `instances`, and the response their results; with `schema-evaluator emit FOLDER` it
/// has a `schema` and a `name`, and the Swift of the schema is written to `FOLDER/NAME.swift`. For the tests that
/// compare with other implementations, which are written in Python: a process that lives long costs a start only once.
@main
enum SchemaEvaluator {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    var session = Session()
    switch (arguments.first, arguments.count) {
    case ("interpret", 1): session.respondToLines { $0.interpret($1) }
    case ("emit", 2):
      var registry = Registry(folder: arguments[1])
      session.respondToLines { registry.emit($1, of: $0) }
      registry.finish()
    default: print(#"{"error":"usage: schema-evaluator interpret | schema-evaluator emit FOLDER"}"#)
    }
  }
}

/// The documents known so far.
struct Session {
  private(set) var remotes: [SourceDocument] = []

  /// Responds to each line with the result of `respond`, until standard input ends.
  mutating func respondToLines(_ respond: (Session, EvaluationRequest) -> JSONWriter) {
    while let line = readLine() {
      // Whoever asks waits for the response.
      defer { fflush(nil) }
      switch EvaluationRequest(line) {
      case nil: print(#"{"error":"the line is not a request"}"#)
      case .some(let request):
        if let remote = request.remote {
          remotes.append(SourceDocument(uri: remote, text: request.schema))
        } else {
          print(String(decoding: respond(self, request).bytes, as: UTF8.self))
        }
      }
    }
  }
}

/// A document and the address under which schemas refer to it.
struct SourceDocument {
  let uri: String
  let text: JSONSlice
}
