package import JSONCore
package import SchemaCompiler

/// Pieces of the documents that `--json` prints, the same in all commands.
/// Written by hand: this module is the generator's, which cannot depend on what it generates.
extension JSONWriter {
  /// A member's name and colon, a comma before it unless it is the first.
  package mutating func member(_ name: StaticString, first: Bool = false) {
    if !first { byte(0x2C) }
    byte(0x22)
    literal(name)
    literal("\":")
  }

  /// The members every finding has: `"file":…,"line":…,"column":…,"pointer":…,"message":…,"hint":…`, and with a rule of
  /// the argument proof `"argvRule":{"number":…,"name":…}` and the `"witness"` that there is.
  /// The braces are the caller's, who has members of its own to add.
  package mutating func members(of diagnostic: Diagnostic) {
    member("file", first: true)
    string(diagnostic.file)
    member("line")
    integer(diagnostic.line)
    member("column")
    integer(diagnostic.column)
    member("pointer")
    string(diagnostic.pointer)
    member("message")
    string(diagnostic.message)
    hint(diagnostic.hint)
    guard let rule = diagnostic.rule else { return }
    member("argvRule")
    literal("{\"number\":")
    integer(rule.rawValue)
    member("name")
    string(rule.name)
    byte(0x7D)
    guard let witness = diagnostic.witness else { return }
    member("witness")
    string(witness)
  }

  /// `,"hint":…` and, for one version, the same under its former name, so that programs which read that keep working.
  mutating func hint(_ text: String) {
    for name: StaticString in ["hint", "mend"] {
      member(name)
      string(text)
    }
  }

  /// `"error":{"code":…,"message":…}`, with the file and the diagnostics that there are.
  mutating func error(
    _ code: StaticString, file: String? = nil, _ message: String, _ diagnostics: [Diagnostic]? = nil
  ) {
    member("error", first: true)
    literal("{\"code\":\"")
    literal(code)
    byte(0x22)
    if let file {
      member("file")
      string(file)
    }
    member("message")
    string(message)
    if let diagnostics {
      member("diagnostics")
      array(diagnostics) { $1.error($0) }
    }
    byte(0x7D)
  }

  private mutating func error(_ diagnostic: borrowing Diagnostic) {
    byte(0x7B)
    members(of: copy diagnostic)
    member("details")
    array(diagnostic.details) { $1.string(copy $0) }
    byte(0x7D)
  }
}
