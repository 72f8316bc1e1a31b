import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Why there is no schema to validate with.
enum SchemaFailure: Error {
  case file(FileFailure)
  case usage(String)
  case diagnostics([Diagnostic])
}

/// Reads a schema file and the files it refers to, and compiles them.
struct SchemaLoader {
  /// Files that one schema may pull in.
  private static let mostFiles = 1000

  private var sources = SourceSet(displayRoot: "/")
  private var waiting: [String] = []
  private var count = 0

  static func load(_ request: ValidateRequest, _ builtins: BuiltinSchemas) throws(SchemaFailure) -> SchemaProgram {
    switch request.schema {
    case .file(let path):
      var loader = SchemaLoader()
      return try loader.load(path, assertFormat: request.assertFormat)
    case .builtin(let name):
      if let program = builtins.program(name) { return program }
      let names = builtins.names.isEmpty ? "none" : builtins.names.joined(separator: ", ")
      throw .usage("there is no builtin schema of that name; there are: \(names)")
    }
  }

  /// Paths in the source set are absolute, without the slash at the beginning: a reference may lead to any folder.
  private mutating func load(_ path: String, assertFormat: Bool) throws(SchemaFailure) -> SchemaProgram {
    guard let absolute = Files.absolute(path), let root = SourceSet.resolve(absolute, from: "") else {
      throw .usage("the path of the schema leads nowhere")
    }
    do throws(FileFailure) {
      try add(root, Files.contents(path))
    } catch {
      throw .file(error)
    }
    while let next = waiting.popLast(), count < Self.mostFiles {
      // A file that is not there is the compiler's to report, at the place of the reference.
      if sources[next] == nil, let bytes = try? Files.contents("/" + next) { add(next, bytes) }
    }
    let outcome = CompiledSchema.compile(
      root, in: sources, mode: .standard(assertFormat: assertFormat), requireBounds: false)
    guard let compiled = outcome.value else { throw .diagnostics(outcome.diagnostics) }
    return compiled.program
  }

  private mutating func add(_ path: String, _ bytes: JSONBytes) {
    count += 1
    sources.insert(SourceFile(path: path, bytes: bytes.withSpan(0..<bytes.count, Array.init(copying:))))
    var reader = JSONReader(bytes, maxDepth: SchemaInterpreter.greatestDepth)
    var references: [String] = []
    collectReferences(&reader, &references)
    waiting += references.compactMap { SourceSet.resolve($0, from: path) }
  }

  /// Every relative `$ref`, without its fragment. Stops at a syntax error, which the compiler reports.
  private func collectReferences(_ reader: inout JSONReader, _ found: inout [String]) {
    switch reader.peekKind() {
    case .object:
      guard reader.beginObject(), !reader.emptyObject() else { return }
      repeat {
        guard reader.key() else { return }
        let isReference = reader.tokenEquals(Array("$ref".utf8))
        guard isReference, reader.peek() == UInt8(ascii: "\"") else {
          collectReferences(&reader, &found)
          continue
        }
        guard reader.string() else { return }
        if let path = Self.path(reader.takeString().bytes) { found.append(path) }
      } while reader.failure == .none && reader.comma()
      _ = reader.endObject()
    case .array:
      guard reader.beginArray(), !reader.emptyArray() else { return }
      repeat { collectReferences(&reader, &found) } while reader.failure == .none && reader.comma()
      _ = reader.endArray()
    case .null, .boolean, .number, .string, nil: _ = reader.skipValue()
    }
  }

  /// The path of a reference; nil for one into the same file and for a URI with a scheme.
  private static func path(_ reference: [UInt8]) -> String? {
    let path = reference.prefix { $0 != UInt8(ascii: "#") }
    guard !path.isEmpty, !path.contains(UInt8(ascii: ":")) else { return nil }
    return String(decoding: path, as: UTF8.self)
  }
}

extension Array<UInt8> {
  fileprivate init(copying span: Span<UInt8>) {
    self.init()
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
