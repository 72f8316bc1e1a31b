import JSONCore
import SchemaCompiler
import SchemaRuntime
import SchemaValidation

/// Whether a text is JSON.
/// For files that need not be schemas: `fmt` formats any JSON, and must not need more of it than that.
enum SyntaxReport {
  /// Levels of nesting in any text that a command takes.
  static let maxDepth = SchemaInterpreter.greatestDepth

  /// What is wrong with the text as JSON (a member twice included), nil when nothing is.
  static func error(_ bytes: JSONBytes, _ path: String) -> Diagnostic? {
    var reader = JSONReader(bytes, maxDepth: maxDepth)
    // The usual case is one pass that keeps nothing.
    if reader.skipValue(), reader.finish() { return nil }
    let failure = reader.failure
    // The interpreter keeps the pointer; it is asked only when there is an error.
    let anything = SchemaInterpreter(SchemaProgram(nodes: [SchemaNode(location: "", checks: [])], root: 0))
    let found = anything.violations(bytes, maxDepth: maxDepth, limit: 1).first
    let offset = found?.offset ?? reader.failureOffset
    let cause = SyntaxCause.find(failure, at: offset, in: bytes)
    return Diagnostic(
      file: Printable.path(path), location: bytes.location(of: offset), pointer: short(found?.instanceLocation ?? ""),
      message: cause?.message ?? failure.description, hint: cause?.help ?? hint(failure))
  }

  private static func hint(_ failure: JSONFailure) -> String {
    if failure == .duplicateKey { return "remove one of the two: readers disagree on which one counts" }
    if failure == .tooDeep { return "nest at most \(maxDepth) levels" }
    return Document.hint(failure)
  }

  /// The pointer of a deep location is no help beyond its beginning.
  /// Names on the way to a value come from the file and may have megabytes.
  private static func short(_ pointer: String) -> String {
    pointer.utf8.count <= 200 ? pointer : String(decoding: pointer.utf8.prefix(200), as: UTF8.self) + "…"
  }
}
