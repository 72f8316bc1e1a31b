import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// Requests one a line: those of `Requests`, and those of the same name in the folder that `SECURELLM_SDK_REQUESTS`
/// names, as `sdk_requests.py` writes them by the thousand.
func requests(_ name: String) -> [JSONBytes] {
  let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Requests").path
  let folders = [own] + [ProcessInfo.processInfo.environment["SECURELLM_SDK_REQUESTS"]].compactMap(\.self)
  return folders.flatMap { folder -> [JSONBytes] in
    let bytes = FileManager.default.contents(atPath: "\(folder)/\(name).jsonl") ?? Data()
    return bytes.split(separator: 0x0A).map { JSONBytes(Array($0)) }
  }
}

/// Those that the generated code or the interpreter refuses, with the first reason.
func refused<Schema: SchemaValidatable>(_ requests: [JSONBytes], by type: Schema.Type) -> [String] {
  requests.enumerated().compactMap { index, request in
    if let error = first(Schema.violations(in: request), index) { return error }
    return Schema.isValid(request) ? nil : "line \(index + 1): the result differs from the interpreter's"
  }
}

/// Those that a schema refuses which no generated code is in the program for.
func refused(_ requests: [JSONBytes], by schema: SchemaInterpreter) -> [String] {
  requests.enumerated().compactMap { index, request in first(schema.violations(request, limit: 1), index) }
}

private func first(_ violations: [Violation], _ index: Int) -> String? {
  violations.first.map { "line \(index + 1): \($0.instanceLocation) \($0.message)" }
}

/// The interpreter of a schema that the proxy does not check requests by yet.
func interpreter(_ file: String, with others: [String]) throws -> SchemaInterpreter {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Schemas/providers")
  let files = try ([file] + others).map { path in
    SourceFile(path: path, text: try String(contentsOf: folder.appending(path: path), encoding: .utf8))
  }
  let outcome = CompiledSchema.compile(file, in: SourceSet(files), mode: .strict, requireBounds: false)
  return SchemaInterpreter(try #require(outcome.value, "\(outcome.diagnostics)").program)
}

/// The pointers of everything that is wrong with a request; its causes where alternatives were tried.
func errors<Schema: SchemaValidatable>(_ text: String, _ type: Schema.Type) -> [String] {
  let errors = Schema.violations(in: text)
  precondition(Schema.isValid(text) == errors.isEmpty, "validation differs from the interpreter")
  return errors.flatMap(locations)
}

private func locations(_ error: Violation) -> [String] {
  [error.instanceLocation] + error.causes.flatMap(locations)
}
