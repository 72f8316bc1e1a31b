import Glibc
import JSONCore
import Keywords
import SchemaCompiler
import SchemaRuntime
import SwiftEmitter

/// `securellm-scaling`: CPU time for twice the size over the time for the size, of every keyword, of the reader, of
/// compiling and of the patterns on standard input, one a line, that can be built.
///
/// Ends with 1 when a ratio stays above the limit after many runs, with 2 when something does not do what it should.
@main
enum Scaling {
  static func main() {
    var patterns: [String] = []
    while let line = readLine() { if !line.isEmpty { patterns.append(line) } }
    var table = ScalingTable()
    do {
      try keywords(&table)
      try reader(&table)
      try compiler(&table)
      try redos(patterns, &table)
    } catch {
      table.complain("\(table.current): the result is not the expected one")
      exit(2)
    }
    if !table.summary(patterns: patterns.count) { exit(1) }
  }

  // MARK: keywords

  private static func keywords(_ table: inout ScalingTable) throws(WrongResult) {
    table.heading("keywords", ["interpreted", "listed", "validated", "decoded", "written"])
    for (name, make) in KeywordInstances.makers { try keyword(name, make, &table) }
    for (name, text) in KeywordInstances.formats {
      try keyword("format" + name, { KeywordInstances.array($0) { _ in #""\#(text(4))""# } }, &table)
      if text(4) != text(8) {
        try keyword("format" + name, { #"["\#(text($0))"]"# }, &table, as: "  one of any length")
      }
    }
  }

  private static func keyword(
    _ name: String, _ make: @escaping (Int) -> String, _ table: inout ScalingTable, as title: String? = nil
  ) throws(WrongResult) {
    let interpreter = SchemaInterpreter(Keywords.Value.program)
    func prepared(_ body: @escaping (JSONBytes) -> Bool) -> (Int) -> () -> Bool {
      { size in
        let text = JSONBytes(#"{"\#(name)":\#(make(size))}"#)
        return { body(text) }
      }
    }
    try table.row(
      title ?? name, from: 16,
      [
        prepared { interpreter.isValid($0) }, prepared { interpreter.violations($0).isEmpty },
        prepared { text in
          var reader = JSONReader(text)
          return Keywords.Value.validate(&reader) && reader.finish()
        },
        prepared { text in
          var reader = JSONReader(text)
          let isDecoded = Keywords.Value(from: &reader) != nil && reader.finish()
          // A valid number of thousands of digits may fit no Swift type.
          return isDecoded || reader.failure == .numberOutOfRange
        },
        { size in
          var reader = JSONReader(JSONBytes(#"{"\#(name)":\#(make(size))}"#))
          let value = Keywords.Value(from: &reader)
          return {
            var writer = JSONWriter()
            value?.write(to: &writer)
            return writer.count > 0 || value == nil
          }
        },
      ])
  }

  // MARK: reader

  private static func reader(_ table: inout ScalingTable) throws(WrongResult) {
    table.heading("the JSON reader", ["skipped", "as a tree"])
    for (name, make) in ReaderInstances.makers {
      func prepared(_ body: @escaping (inout JSONReader) -> Bool) -> (Int) -> () -> Bool {
        { size in
          let text = JSONBytes(make(size))
          return {
            var reader = JSONReader(text)
            return body(&reader) && reader.finish()
          }
        }
      }
      try table.row(name, from: 16, [prepared { $0.skipValue() }, prepared { JSONValue(from: &$0) != nil }])
    }
  }

  // MARK: compiler

  private static func compiler(_ table: inout ScalingTable) throws(WrongResult) {
    table.heading("compiling a schema", ["strict", "standard", "printing Swift"])
    for (name, make) in SchemaTexts.makers {
      func compiled(_ size: Int, _ mode: SchemaMode) -> CompiledSchema? {
        let sources = SourceSet([SourceFile(path: "schema.json", text: make(size))])
        return CompiledSchema.compile("schema.json", in: sources, mode: mode, requireBounds: false).value
      }
      let standard = SchemaMode.standard(assertFormat: true)
      try table.row(
        name, from: SchemaTexts.least(name), atMost: 4096,
        [
          { size in { compiled(size, .strict) != nil } }, { size in { compiled(size, standard) != nil } },
          { size in
            let schema = compiled(size, standard)
            return { schema.map { !SwiftFile.schema($0, source: "schema.json", name: "Schema").text.isEmpty } ?? false }
          },
        ])
    }
  }

  // MARK: patterns

  /// Texts on which such patterns try long.
  private static let units = ["a", "ab", "x", "/*", "a1.", ",", "<", "é", "=", "K"]

  private static func redos(_ patterns: [String], _ table: inout ScalingTable) throws(WrongResult) {
    table.heading("patterns that other engines try for ever", ["slowest text"])
    for pattern in patterns {
      guard let matcher = try? CompiledPattern.compile(pattern, allowsBacktracking: true).matcher else {
        table.refused(pattern)
        continue
      }
      try table.row(
        pattern, from: 256, atMost: 1 << 16,
        Self.units.map { unit in
          { size in
            let text = Array((String(repeating: unit, count: size) + "!\n").utf8)
            return {
              _ = matcher.outcome(text)
              return true
            }
          }
        }, onlyWorst: true)
    }
  }
}
