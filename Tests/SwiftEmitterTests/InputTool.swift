import SchemaCompiler

/// A tool file about what goes into a program.
enum InputTool {
  static let path = "tools/demo/publish_page.json"

  /// All that can be said.
  static let everything = #"""
    "argv": ["--to={url}", { "flag": "--on", "if": "on", "else": "--off" }, { "repeat": ["-e", "{list...}"] }],
    "stdin": "key {key}\n", "cwd": "{folder}", "sandbox": "network",
    "x-ack": { "network": "it asks the host that a call names" },
    "hosts": { "member": "url", "allow": ["a.example"], "retries": 1 },
    "environment": { "API_KEY": { "secret": "KEY" } },
    "pipe": [{ "program": "sort", "argv": ["-n"], "exitCodes": [0, 1], "environment": { "NO_COLOR": "1" } }],
    """#

  /// - Parameter exec: Members of `exec`, each with a comma behind it.
  static func file(_ exec: String = everything) -> SourceFile {
    SourceFile(
      path: path,
      text: """
        {
          "name": "publish_page", "title": "Publish a page", "description": "Shows what can go into a program, and nothing else.",
          "inputSchema": {
            "type": "object", "additionalProperties": false, "required": ["url"],
            "properties": {
              "folder": { "x-path": true, "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" },
              "url": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" },
              "key": { "x-secret": true, "type": "string", "maxLength": 9, "pattern": "^[a-z]+$" },
              "on": { "type": "boolean" },
              "list": {
                "type": "array", "maxItems": 3,
                "items": { "type": "string", "minLength": 1, "maxLength": 9, "pattern": "^[a-z]+$" }
              }
            }
          },
          "outputSchema": {
            "type": "object", "additionalProperties": false,
            "properties": { "text": { "type": "string", "maxLength": 65536 } }
          },
          "annotations": {
            "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false
          },
          "exec": {
            "program": "demo", \(exec) "timeoutSeconds": 5, "maxOutputBytes": 65536,
            "output": { "text": { "as": "text" } }
          }
        }
        """)
  }
}
