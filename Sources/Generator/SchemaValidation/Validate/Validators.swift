import JSONCore
import SchemaCompiler
import SchemaRuntime
import Synchronization

/// Finds the compiled schema that an instance is validated by.
final class Validators: Sendable {
  private enum Choice: Sendable {
    case one(SchemaInterpreter)
    /// Each instance names its own among the files; `otherwise` is for those that name none.
    /// Compiled when the first instance names it: whole collections are given, of which the instances use a few.
    case own(SchemaFiles, otherwise: JSONString?)
  }

  /// Schemas that instances may name.
  /// What is beyond is compiled each time. Instances come from outside, and each could name a URI of its own.
  private static let mostSchemas = 1000

  private let choice: Choice
  private let options: SchemaOptions
  /// Compiled schemas by what `$schema` says, resolved.
  private let compiled = Mutex<[JSONString: Result<SchemaInterpreter, SchemaFailure>]>([:])
  private let warnings = Mutex<[Diagnostic]>([])

  /// What the authors of the schemas that were compiled since the last call should know, sorted by file and location.
  func takeWarnings() -> [Diagnostic] {
    warnings.withLock { warnings in
      defer { warnings = [] }
      return Set(warnings).sorted()
    }
  }

  /// Printed by whoever owns the streams: jobs that run side by side have no streams of their own for them.
  private func note(_ more: [Diagnostic]) { if !more.isEmpty { warnings.withLock { $0 += more } } }

  init(_ request: ValidateRequest, _ builtins: BuiltinSchemas) throws(SchemaFailure) {
    options = request.options
    switch request.schema {
    case .builtin(let name):
      guard let program = builtins.program(name) else {
        // All of them: there are as many as tools, and the name may be misspelt in any part.
        let names = builtins.names.isEmpty ? "none" : builtins.names.joined(separator: ", ")
        throw .usage("there is no builtin schema of that name; there are: \(names)")
      }
      choice = .one(SchemaInterpreter(program))
    case .file(let path):
      var files = try SchemaFiles(references: request.references, bases: request.bases)
      let name = try files.add(path)
      let schema = try files.compile(name, request.options)
      choice = .one(SchemaInterpreter(schema.program))
      note(schema.warnings)
    case .own:
      choice = .own(try SchemaFiles(references: request.references, bases: request.bases), otherwise: nil)
    case .metaSchema:
      let files = try SchemaFiles(references: request.references, bases: request.bases)
      choice = .own(files, otherwise: JSONString(request.options.dialect.uri))
    }
  }

  /// The schema for an instance of `file`.
  func validate(_ instance: Instance, of file: String) throws(SchemaFailure) -> SchemaInterpreter {
    switch choice {
    case .one(let interpreter): return interpreter
    case .own(let files, let otherwise):
      guard let uri = Self.ownSchema(instance) ?? otherwise else {
        throw .usage("there is no --schema, and the instance has no member \"$schema\" that names one")
      }
      let key = Self.resolved(uri, file)
      // Two jobs may compile the same schema at once; waiting for each other would be worse, and the results are equal.
      if let known = compiled.withLock({ $0[key] }) { return try known.get() }
      let result = compile(key, files)
      compiled.withLock { if $0.count < Self.mostSchemas { $0[key] = result } }
      return try result.get()
    }
  }

  /// The text of the member `$schema` at the top of the instance.
  /// Read before the instance is known to be valid JSON: a text that is broken behind this member still gets its
  /// schema, and with it an error about the text.
  private static func ownSchema(_ instance: Instance) -> JSONString? {
    var reader = JSONReader(instance.bytes, range: instance.range, maxDepth: SchemaInterpreter.greatestDepth)
    guard reader.peekKind() == .object, reader.beginObject(), !reader.emptyObject() else { return nil }
    repeat {
      guard reader.key() else { return nil }
      if reader.tokenEquals(Array("$schema".utf8)) {
        return reader.peekKind() == .string && reader.string() ? reader.takeString().detached() : nil
      }
      guard reader.skipValue() else { return nil }
    } while reader.comma()
    return nil
  }

  /// A path is relative to the file that names it.
  /// Editors do it so: `"$schema": "./order.schema.json"` is beside the file that says it.
  private static func resolved(_ uri: JSONString, _ file: String) -> JSONString {
    let isPath = uri.withSpan { span in !span.indices.contains { span[$0] == UInt8(ascii: ":") } }
    guard isPath, !uri.isEmpty else { return uri }
    let path = String(uri)
    if path.utf8.first == UInt8(ascii: "/") { return uri }
    let folder = file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[...$0]) } ?? ""
    return JSONString(folder + path)
  }

  /// The given file at that path, or the schema that is found under that URI.
  private func compile(_ uri: JSONString, _ files: SchemaFiles) -> Result<SchemaInterpreter, SchemaFailure> {
    do throws(SchemaFailure) {
      let name = files.name(ofGiven: String(uri))
      let schema = if let name { try files.compile(name, options) } else { try files.compile(uri: uri, options) }
      note(schema.warnings)
      return .success(SchemaInterpreter(schema.program))
    } catch {
      return .failure(error)
    }
  }
}
