import Foundation

@testable import SchemaCompiler

/// The schema files of this repository, and files that a test puts beside them.
enum ToolSources {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let schemas = root.appending(path: "Schemas")

  /// Every `.json` file below `Schemas`.
  static let shipped: SourceSet = {
    var sources = SourceSet(displayRoot: "Schemas/")
    let names = FileManager.default.enumerator(atPath: schemas.path)?.allObjects as? [String] ?? []
    for name in names where name.hasSuffix(".json") {
      if let data = try? Data(contentsOf: schemas.appending(path: name)) {
        sources.insert(SourceFile(path: name, bytes: Array(data)))
      }
    }
    return sources
  }()

  static var toolPaths: [String] { shipped.paths.filter { $0.hasPrefix("tools/") } }

  /// Compiles `text` as `tools/test/tool.json` beside the shared definitions.
  static func compile(_ text: String) -> ToolCompilation {
    var sources = shipped
    sources.insert(SourceFile(path: "tools/test/tool.json", text: text))
    return ToolCompiler.examine("tools/test/tool.json", in: sources)
  }

  /// A tool that prints text: its command line, the members of its input, and what else is in `exec`.
  static func compile(
    program: String, argv: String, properties: String, required: String = "[]", more: String = ""
  ) -> ToolCompilation {
    compile(text(program: program, argv: argv, properties: properties, required: required, more: more))
  }

  static func text(
    program: String, argv: String, properties: String, required: String = "[]", more: String = ""
  ) -> String {
    """
    {
      "name": "demo", "title": "Demo", "description": "Lists the things that the program knows.",
      "inputSchema": {
        "type": "object", "additionalProperties": false, "required": \(required),
        "properties": { \(properties) }
      },
      "outputSchema": {
        "type": "object", "additionalProperties": false,
        "properties": { "text": { "type": "string", "maxLength": 65536 } }
      },
      "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
      "exec": {
        "program": "\(program)", \(more)
        "argv": \(argv),
        "timeoutSeconds": 5, "maxOutputBytes": 65536, "output": { "text": { "as": "text" } }
      }
    }
    """
  }
}
