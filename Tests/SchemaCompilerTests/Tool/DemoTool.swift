import Foundation

/// A good tool file, and small changes of it.
enum DemoTool {
  static let text = #"""
    {
      "$schema": "../../meta/tool.json",
      "name": "demo_tool",
      "title": "Demo",
      "description": "Lists the things that the demo program knows.",
      "inputSchema": {
        "type": "object", "additionalProperties": false,
        "properties": {
          "word": { "type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[a-z]+$" },
          "count": { "type": "integer", "minimum": 1, "maximum": 9, "default": 3 },
          "all": { "type": "boolean" },
          "names": { "type": "array", "maxItems": 8, "items": { "type": "string", "maxLength": 20, "pattern": "^[a-z]+$" } }
        },
        "required": ["word"]
      },
      "outputSchema": {
        "type": "object", "additionalProperties": false,
        "properties": {
          "rows": { "type": "array", "maxItems": 100, "items": {
            "type": "object", "additionalProperties": false,
            "properties": { "key": { "type": "string", "maxLength": 99 }, "size": { "type": "integer" } },
            "required": ["key"] } }
        },
        "required": ["rows"]
      },
      "annotations": { "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false },
      "exec": {
        "program": "demo",
        "argv": ["list", "--count={count}", { "flag": "--all", "if": "all" }, "{word}", "{names...}"],
        "cwd": "project", "timeoutSeconds": 5, "maxOutputBytes": 65536,
        "environment": { "NO_COLOR": "1" },
        "output": { "records": { "as": "rows", "separator": "\n", "fieldSeparator": "\u0000", "fields": ["key", "size"] } },
        "sandbox": { "profile": "read-project", "processes": 2 }
      },
      "cache": { "ttlSeconds": 30, "maxEntries": 100 }
    }
    """#

  /// The text with the first `old` replaced; nil when it does not occur.
  static func changed(_ old: String, _ new: String, in text: String = text) -> String? {
    guard let range = text.range(of: old) else { return nil }
    return text.replacingCharacters(in: range, with: new)
  }

  /// Line and byte column of the first `mark`, both from 1.
  static func location(of mark: String, in text: String) -> (line: Int, column: Int)? {
    guard let range = text.range(of: mark) else { return nil }
    let before = text.utf8[..<range.lowerBound]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.reversed().prefix { $0 != 0x0A }.count + 1
    return (line, column)
  }
}
