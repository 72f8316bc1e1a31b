import JSONCore

/// A schema as clients see it: compact text with its references inlined, without `$defs`, `$schema`, `$id`,
/// `$comment` and `x-` members, in the order of the file.
package struct PublishedSchema {
  /// How many values the text may have: references to references can double at each level.
  package static let maxValues = 20_000
  /// How many references may be nested.
  package static let maxReferences = 128

  /// The text of the schema at `pointer` in the file `path`. A recursive schema cannot be written so and is an error.
  package static func text(_ path: String, in sources: SourceSet, pointer: String = "") -> Outcome<String> {
    var library = SchemaLibrary(sources)
    return text(path, pointer, in: &library)
  }

  /// The same with a library that the file may be in already.
  static func text(_ path: String, _ pointer: String, in library: inout SchemaLibrary) -> Outcome<String> {
    switch library.location(path, pointer) {
    case .failure(let error): return Outcome(nil, library.diagnostics + error.diagnostics)
    case .success(let location):
      var inliner = SchemaInliner(library)
      let tree = inliner.inline(location)
      library = inliner.library
      let errors = inliner.library.diagnostics + inliner.diagnostics
      guard errors.isEmpty else { return Outcome(nil, errors) }
      var writer = JSONWriter()
      tree.write(to: &writer)
      return Outcome(String(decoding: writer.bytes, as: UTF8.self), [])
    }
  }
}

/// JSON to be written, made of parts of several documents.
indirect enum PublishedValue: Sendable {
  typealias Member = (name: JSONString, value: PublishedValue)

  /// As it is in a document.
  case source(Document, DocumentNode)
  case array([PublishedValue])
  case object([Member])

  func write(to writer: inout JSONWriter) {
    switch self {
    case .source(let document, let node): Self.write(node, of: document, to: &writer)
    case .array(let elements):
      writer.byte(0x5B)
      for (index, element) in elements.enumerated() {
        if index > 0 { writer.byte(0x2C) }
        element.write(to: &writer)
      }
      writer.byte(0x5D)
    case .object(let members):
      writer.byte(0x7B)
      for (index, member) in members.enumerated() {
        if index > 0 { writer.byte(0x2C) }
        writer.string(member.name)
        writer.byte(0x3A)
        member.value.write(to: &writer)
      }
      writer.byte(0x7D)
    }
  }

  private static func write(_ node: DocumentNode, of document: Document, to writer: inout JSONWriter) {
    switch node.value {
    case .null, .boolean, .number: writer.raw(JSONSlice(unchecked: document.bytes, range: node.range))
    case .string(let text): writer.string(text)
    case .array(let elements): array(elements.map { .source(document, $0) }).write(to: &writer)
    case .object(let members): object(members.map { ($0.name, .source(document, $0.value)) }).write(to: &writer)
    }
  }
}
