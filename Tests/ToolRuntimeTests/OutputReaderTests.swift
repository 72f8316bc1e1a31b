import JSONCore
import Testing
import ToolRuntime

@Suite struct OutputReaderTests {
  private func text(_ output: String, _ form: ToolDefinition.Program.Output) -> String? {
    (try? OutputReader.structure(ProgramResult(bytes: Array(output.utf8)), as: form)).map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
  }

  @Test func linesLoseOnlyTheLastLineFeed() {
    #expect(text("a\nb\n", .lines(member: "files")) == #"{"files":["a","b"]}"#)
    #expect(text("a\n\nb", .lines(member: "files")) == #"{"files":["a","","b"]}"#)
    #expect(text("", .lines(member: "files")) == #"{"files":[]}"#)
  }

  private static let counted = ToolDefinition.Program.Output.records(
    member: "matches", separator: [], fieldSeparator: [0],
    fields: [.init(name: "path", isInteger: false), .init(name: "line", isInteger: true)])

  /// Every field has its end behind it, and two of them are a record.
  @Test func countedFieldsBecomeObjects() {
    #expect(
      text("a\u{0}1\u{0}b\u{0}22\u{0}", Self.counted)
        == #"{"matches":[{"path":"a","line":1},{"path":"b","line":22}]}"#)
    #expect(text("\u{0}1\u{0}", Self.counted) == #"{"matches":[{"path":"","line":1}]}"#)
    #expect(text("", Self.counted) == #"{"matches":[]}"#)
  }

  @Test(arguments: ["a\u{0}", "a\u{0}1", "a\u{0}1\u{0}b\u{0}", "a\u{0}x\u{0}", "a\u{0}1\u{0}\u{0}", "a", "\u{0}"])
  func rejectsIncompleteRecords(output: String) { #expect(text(output, Self.counted) == nil) }

  /// What is in a field stays there: separators of other programs, line feeds, the look of another record.
  @Test(arguments: ["a\u{1F}9\u{1F}x", "a\nb", "a:9:x", "a\u{1E}b\t9", "a\r\n9"])
  func fieldsCannotForgeOthers(name: String) throws {
    let found = try #require(text(name + "\u{0}1\u{0}b\u{0}2\u{0}", Self.counted))
    #expect(found.hasSuffix(#"","line":1},{"path":"b","line":2}]}"#))
  }

  @Test func recordsInLinesHaveCountedFields() {
    let form = ToolDefinition.Program.Output.records(
      member: "m", separator: [0x0A], fieldSeparator: [0],
      fields: [.init(name: "path", isInteger: false), .init(name: "text", isInteger: false)])
    #expect(text("a\u{1F}b\u{0}x\u{0}y\n", form) == #"{"m":[{"path":"a␟b","text":"x␀y"}]}"#)
    #expect(text("a\n", form) == nil, "a field is missing")
    #expect(text("a\u{0}x\nb\n", form) == nil, "a field is missing in the second record")
    #expect(text("a\u{0}\n", form) == #"{"m":[{"path":"a","text":""}]}"#)
  }

  @Test func theLastFieldMayHoldTheSeparator() {
    let form = ToolDefinition.Program.Output.records(
      member: "m", separator: [0x0A], fieldSeparator: [0x3A],
      fields: [.init(name: "a", isInteger: false), .init(name: "b", isInteger: false)])
    #expect(text("x:y:z\n", form) == #"{"m":[{"a":"x","b":"y:z"}]}"#)
  }

  @Test func passesJSONInOneLine() {
    #expect(text("{\n \"a\": 1\n}\n", .json(member: nil)) == "{  \"a\": 1 }")
    #expect(text("[1]\n", .json(member: "value")) == #"{"value":[1]}"#)
  }

  /// Only the white space around and between values is changed: a string that has a line feed is no JSON string.
  @Test func passesNonJSONUnchanged() {
    #expect(text("{\"a\": \"x\ny\"}", .json(member: nil)) == "{\"a\": \"x\ny\"}")
    #expect(text("{\"a\": \"x", .json(member: nil)) == "{\"a\": \"x")
    #expect(text("\"\\ud800\u{202E}\"", .json(member: nil)) == "\"\\ud800\u{202E}\"")
    #expect(text("\"x\\", .json(member: nil)) == "\"x\\")
    #expect(text(" \n", .json(member: nil)) == nil)
    #expect(text("1,\"other\":2", .json(member: "value")) == nil, "a member of the program's own")
  }

  /// The strings of JSON follow the same policy, however their characters are written; all else stays byte by byte.
  @Test func stringsOfJSONAreCleaned() {
    #expect(
      text(#"{"a\u001b":"\u001B[31m","b":"\u202e\ud83d\ude00","n":1.50,"c":"\u00e9"}"#, .json(member: nil))
        == #"{"a␛":"␛[31m","b":"\#u{FFFD}😀","n":1.50,"c":"\u00e9"}"#)
    #expect(
      text("[\"\u{9B}\u{200B}\u{E0041}\"]", .json(member: "value"))
        == "{\"value\":[\"\u{FFFD}\u{FFFD}\u{FFFD}\"]}")
    #expect(text(#"["\b\f\u007f\/\"\\"]"#, .json(member: nil)) == #"["␈␌␡/\"\\"]"#)
    #expect(text(#"["a\r\nb\tc\r"]"#, .json(member: nil)) == #"["a\r\nb\tc\r"]"#)
    #expect(text(#"["\udb40\udc41"]"#, .json(member: nil)) == "[\"\u{FFFD}\"]")
  }

  private static let scalars: [Unicode.Scalar] = [
    "a", " ", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1B}", "\u{7F}", "\u{85}", "\u{9B}", "é", "\u{200B}",
    "\u{200D}", "\u{202E}", "\u{2028}", "\u{FE0F}", "\u{FEFF}", "日", "😀", "\u{E0041}", "\u{E0101}", "{", "]", ",", ":",
  ]

  /// Every character as `\u` and four digits.
  private func escaped(_ text: String) -> String {
    let units = text.utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + units.joined() + "\""
  }

  /// However a text is spelled, what comes back is the text, cleaned; and what is around it stays.
  @Test func spellingsOfATextAreCleanedAlike() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let picked = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
        Self.scalars.randomElement(using: &generator)
      }
      let original = String(String.UnicodeScalarView(picked))
      var writer = JSONWriter()
      writer.string(original)
      let expected = Array(OutputText.clean(original).utf8)
      for spelled in [String(decoding: writer.bytes, as: UTF8.self), escaped(original)] {
        let found = try #require(text("[ \(spelled),\n1.0,{\"k\" :\(spelled)}]", .json(member: nil)))
        var reader = JSONReader(JSONBytes(found))
        #expect(found.utf8.starts(with: "[ \"".utf8) && found.utf8.suffix(2).elementsEqual("}]".utf8))
        let strings = Self.strings(&reader)
        #expect(strings?.map(\.bytes) == [expected, expected], "\(Array(original.unicodeScalars))")
      }
    }
  }

  /// The texts of `[text,1.0,{"k":text}]`; nil for anything else.
  private static func strings(_ reader: inout JSONReader) -> [JSONString]? {
    guard reader.beginArray(), reader.string() else { return nil }
    let first = reader.takeString()
    guard reader.comma(), reader.double() == 1, reader.comma(), reader.beginObject(), reader.key() else { return nil }
    _ = reader.takeString()
    guard reader.string() else { return nil }
    return [first, reader.takeString()]
  }
}
