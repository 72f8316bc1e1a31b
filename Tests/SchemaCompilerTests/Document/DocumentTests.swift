import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// A document made from text that must be right.
func parsed(_ text: String, path: String = "a.json") throws -> Document {
  let outcome = Document.parse(SourceFile(path: path, text: text))
  #expect(outcome.diagnostics.isEmpty)
  return try #require(outcome.value)
}

@Suite struct DocumentTests {
  @Test func keepsOrderAndLocations() throws {
    let document = try parsed("{\n  \"b\": [1, \"x\"],\n  \"a\": {\"~/\": null}\n}")
    #expect(document.root.members?.map { String($0.name) } == ["b", "a"])
    let element = try #require(document.node(at: "/b/1"))
    #expect(element.string == "x")
    #expect(document.location(of: element.offset) == SourceLocation(line: 2, column: 12))
    let nested = try #require(document.node(at: "/a/~0~1"))
    #expect(nested.pointer == "/a/~0~1")
    #expect(nested.kind == .null)
    let member = try #require(document.root.member("a"))
    #expect(document.location(of: member.nameOffset) == SourceLocation(line: 3, column: 3))
  }

  @Test func keepsNumbersExactly() throws {
    let document = try parsed("[18446744073709551616, 1e400, 0.1, -0]")
    let numbers = try #require(document.root.elements).compactMap(\.number)
    #expect(numbers.map(\.text) == ["18446744073709551616", "1e400", "0.1", "0"])
  }

  @Test(arguments: [
    ("{\"a\": 1,}", "a.json:1:9: error: a comma before the closing bracket", "remove the comma"),
    ("{\n \"a\": tru }", "a.json:2:7: error: a word that is no value in JSON", "write text in double quotes"),
    ("{\"a\": [1", "a.json:1:9: error: the text ends in an array", "close it with ]"),
    ("", "a.json:1:1: error: the text is empty", "write a JSON value"),
    ("\u{FEFF}{,}", "a.json:1:2: error: a comma with nothing before it", "remove it"),
    ("{} {}", "a.json:1:4: error: a second JSON value", "keep one in the file"),
    ("{\"a\": 01}", "a.json:1:7: error: a number with a leading zero", "leave the zero out"),
    ("{a: 1}", "a.json:1:2: error: a member's name without quotes", "write it in double quotes"),
    ("// schema\n{}", "a.json:1:1: error: a comment, which JSON does not have", "remove it"),
    ("[dependencies]\nserde = 1", "a.json:1:2: error: the text is TOML, which is not read", "convert it"),
    ("[\"\\ud800\"]", "a.json:1:3: error: a \\u escape names half of a surrogate pair", "write the character itself"),
    ("[\"\\x\"]", "a.json:1:3: error: this is not a JSON escape sequence", "JSON allows"),
    ("[\"a\nb\"]", "a.json:1:4: error: a string that goes on beyond its line", "close it with"),
    ("[\"a\u{1}b\"]", "a.json:1:4: error: a control character must be written as an escape", "write \\n"),
  ])
  func locatesSyntaxErrors(text: String, head: String, hint: String) throws {
    let outcome = Document.parse(SourceFile(path: "a.json", text: text))
    #expect(outcome.value == nil)
    let error = try #require(outcome.diagnostics.first)
    #expect(error.description.utf8.starts(with: (head + "\n  in the value at ").utf8), "\(error)")
    #expect(error.hint.utf8.starts(with: hint.utf8), "\(error)")
  }

  @Test func refusesDepth() throws {
    let text = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
    let error = try #require(Document.parse(SourceFile(path: "a.json", text: text)).diagnostics.first)
    #expect(error.message == "the value is nested too deeply")
    #expect(error.column == 257)
  }

  @Test func reportsEveryDuplicateMember() {
    let outcome = Document.parse(
      SourceFile(path: "x/a.json", text: "{\"a\": 1, \"b\": {\"c\": 1,\n\"\\u0063\": 2}, \"a\": 3}"),
      displayRoot: "Schemas/")
    #expect(outcome.value == nil)
    #expect(
      outcome.diagnostics.map(\.description) == [
        """
        Schemas/x/a.json:2:1: error: the object has this member twice
          pointer /b/c, first on line 1
          hint: remove one of the two: readers disagree on which one counts
        """,
        """
        Schemas/x/a.json:2:15: error: the object has this member twice
          pointer /a, first on line 1
          hint: remove one of the two: readers disagree on which one counts
        """,
      ])
  }

  @Test func composedAndDecomposedNamesDiffer() throws {
    let document = try parsed("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(document.root["e\u{301}"]?.number == JSONDecimal(2))
  }

  @Test func findsBytesOfEscapedStrings() throws {
    let document = try parsed("[\"a\\n\\u00e9\\ud83d\\ude00b\"]")
    let node = try #require(document.node(at: "/0"))
    // a at 2, \n at 3, \u00e9 (two bytes) at 5, the pair (four bytes) at 11, b at 23.
    #expect([0, 1, 2, 3, 4, 8].map { document.offset(inString: node, at: $0) } == [2, 3, 5, 10, 11, 23])
  }

  @Test func escapesControlsInReports() {
    let error = Diagnostic(
      file: "a", location: SourceLocation(line: 1, column: 2), pointer: "/\u{1B}[2J\u{202E}", message: "no",
      hint: "a\nb")
    #expect(error.description == "a:1:2: error: no\n  pointer /\\u{1b}[2J\\u{202e}\n  hint: a\n        b")
  }
}

@Suite struct SourceSetTests {
  @Test(
    arguments: [
      ("../../common/git.json", "tools/git/log.json", "common/git.json"), ("b.json", "a.json", "b.json"),
      ("./b.json", "x/a.json", "x/b.json"), ("/b.json", "x/y/a.json", "b.json"), ("../../b.json", "x/a.json", nil),
    ] as [(String, String, String?)])
  func resolves(reference: String, base: String, path: String?) {
    #expect(SourceSet.resolve(reference, from: base) == path)
  }
}
