import JSONCore
import SchemaRuntime
import Testing

/// Which mistake a text that is not JSON has, at which offset, and what to do about it.
@Suite struct SyntaxCauseTests {
  private static let anything = SchemaInterpreter(
    SchemaProgram(nodes: [SchemaNode(location: "", checks: [])], root: 0))

  private func firstFault(_ bytes: [UInt8]) -> Violation? { Self.anything.violations(JSONBytes(bytes)).first }

  /// The text, the offset of the error, and how its sentence begins.
  static let mistakes: [(String, Int, String)] = [
    // Signs that JSON does not have.
    ("\u{FEFF}{}", 0, "a byte order mark: remove it"), ("[\u{FEFF}1]", 1, "a byte order mark: remove it"),
    ("// note\n{}", 0, "a comment, which JSON does not have: remove it"), ("{/* a */}", 1, "a comment"),
    ("{\"a\": 1 // b\n}", 8, "a comment"), ("{\"a\": 1// b\n}", 7, "a comment"), ("[1, # two\n2]", 4, "a comment"),
    ("# JSON\n{}", 0, "a comment"), ("{} // end", 3, "a comment"),
    ("{'a': 1}", 1, "text in other quotes than JSON's: write it in double quotes"),
    ("['a']", 1, "text in other quotes"),
    ("{\"a\": `b`}", 6, "text in other quotes"), ("{“a”: 1}", 1, "a typographic quotation mark"),
    ("{\u{A0}\"a\": 1}", 1, "a space that is none of JSON's"),
    // Names and words.
    ("{a: 1}", 1, "a member's name without quotes: write it in double quotes"),
    ("{\"a\": 1, _b: 2}", 9, "a member's name"),
    ("{\n  $ref: 1}", 4, "a member's name without quotes"), ("{1: 2}", 1, "a member's name that is no string"),
    ("NaN", 0, "NaN, which is no number in JSON: write null"), ("[-Infinity]", 2, "Infinity, which is no number"),
    ("[Infinity]", 1, "Infinity"), ("{\"a\": nan}", 6, "nan, which is no number"),
    ("[None]", 1, "None, which is no value in JSON: write null"),
    ("[True, False]", 1, "True, which is no value in JSON: write true"), ("[FALSE]", 1, "FALSE"),
    ("{\"a\": undefined}", 6, "undefined"), ("[nil]", 1, "nil"), ("[tru]", 1, "a word that is no value in JSON"),
    ("{\"a\": b}", 6, "a word that is no value"),
    // Commas, colons and brackets.
    ("{\"a\": 1,}", 8, "a comma before the closing bracket: remove the comma"), ("[1,2,]", 5, "a comma before"),
    ("[1,,2]", 3, "a comma with nothing before it"), ("[,1]", 1, "a comma with nothing"),
    ("{,}", 1, "a comma with nothing"),
    ("{\"a\": 1 \"b\": 2}", 8, "two values without a comma: write a comma between them"), ("[1 2]", 3, "two values"),
    ("[{} {}]", 4, "two values"), ("{\"a\": 1; \"b\": 2}", 7, "a semicolon"),
    ("{\"a\" = 1}", 5, "an equals sign: write a colon"),
    ("{\"a\" 1}", 5, "a member's name without a colon"), ("{\"a\"}", 4, "a member's name without a value"),
    ("{\"a\":}", 5, "a member without a value"), ("[\"a\": 1]", 4, "a member in an array"),
    ("[1}", 2, "the wrong bracket: what is open is an array: write ]"), ("{\"a\": [1}", 8, "the wrong bracket"),
    ("{\"a\": 1]", 7, "the wrong bracket: what is open is an object"), ("[]]", 2, "a bracket that closes nothing"),
    // Numbers.
    ("[.5]", 1, "a number with nothing on one side of its point"), ("[1.]", 1, "a number with nothing on one side"),
    ("[+1]", 1, "a number with a plus sign"), ("[01]", 1, "a number with a leading zero"),
    ("[0x1F]", 2, "a number that is not decimal"), ("[1_000]", 2, "a number with an underscore"),
    ("[-]", 2, "a number that is not complete: write digits"), ("[1e]", 1, "a number that is not complete"),
    // Inside of strings.
    (#"["\x41"]"#, 2, "this is not a JSON escape sequence: JSON allows"),
    (#"["\ud800"]"#, 2, "a \\u escape names half of a surrogate pair: write the character itself"),
    ("[\"a\tb\"]", 3, "a control character must be written as an escape: write \\n"),
    // Characters that nobody is known to write.
    ("{\"a\":: 1}", 5, "an unexpected character: write a value there"),
    ("{\"a\": \u{0}}", 6, "an unexpected character: write a value there"),
    ("{^}", 1, "an unexpected character: write a member's name in double quotes there, or close with }"),
    ("{\"a\" ^ 1}", 5, "an unexpected character: write a colon there"),
    ("{\"a\": 1 ^}", 8, "an unexpected character: write a comma there, or close with }"),
    ("[1 ^]", 3, "an unexpected character: write a comma there, or close with ]"),
    ("{} ^", 3, "an unexpected character behind the value: remove what follows"),
    // Ends.
    ("", 0, "the text is empty"), (" \n", 2, "the text is empty"),
    ("{\"a\": 1", 7, "the text ends in an object: close it"),
    ("[[1]", 4, "the text ends in an array"), ("[\"a", 3, "the text ends in a string"),
    ("[\"a\nb\"]", 3, "a string that goes on beyond its line"), ("{}\n{}", 3, "a second JSON value: keep one"),
    // Other formats.
    ("[table]\nkey = 1", 1, "the text is TOML, which is not read"), ("key = \"x\"", 0, "the text is TOML"),
    ("# settings\n\n[[bin]]\nname = 1", 0, "the text is TOML"), ("name.first = 1", 0, "the text is TOML"),
    ("a: 1\nb: 2", 0, "the text is YAML"), ("---\na: 1", 1, "the text is YAML"),
    ("# note\n- 1\n- 2", 0, "the text is YAML"),
    ("<a/>", 0, "the text is XML or HTML"),
  ]

  @Test(arguments: mistakes)
  func namesTheMistake(text: String, offset: Int, sentence: String) throws {
    let error = try #require(firstFault(Array(text.utf8)), "\(text)")
    #expect(error.keyword == "syntax")
    #expect(error.message.utf8.starts(with: sentence.utf8), "\(text): \(error.message)")
    #expect(error.offset == offset, "\(text): \(error.offset)")
  }

  static let packed: [([UInt8], String)] = [
    ([0x1F, 0x8B, 8, 0, 0, 0], "the file is compressed with gzip: unpack it first: gunzip"),
    ([0x28, 0xB5, 0x2F, 0xFD, 4], "the file is compressed with zstd"),
    ([0x42, 0x5A, 0x68, 0x39], "the file is compressed with bzip2"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "the file is compressed with xz"),
    ([0x50, 0x4B, 3, 4], "the file is compressed with zip"),
    ([0xFF, 0xFE, 0x7B, 0, 0x7D, 0], "the text is UTF-16 or UTF-32: save the file as UTF-8"),
    ([0xFE, 0xFF, 0, 0x7B], "the text is UTF-16"), ([0x7B, 0, 0x7D, 0], "the text is UTF-16"),
    ([0, 0x7B, 0, 0x7D], "the text is UTF-16"),
  ]

  @Test(arguments: packed)
  func namesTheEncoding(bytes: [UInt8], sentence: String) throws {
    let message = try #require(firstFault(bytes)).message
    #expect(message.utf8.starts(with: sentence.utf8), "\(message)")
  }

  /// No sentence shows a part of the text: it may be a secret.
  @Test(arguments: ["{secret: 1}", "[secret]", "secret = 1", "{\"secret\" 1}", "secret: 1", "'secret'", "[-secret]"])
  func showsNoValue(text: String) throws {
    #expect(!(try #require(firstFault(Array(text.utf8))).message.contains("secret")))
  }

  /// A part of a larger buffer, as a line of JSON Lines is.
  @Test func looksAtItsRangeOnly() throws {
    let bytes = JSONBytes("key = 1\n{\"a\": 1,}\n// end")
    let error = try #require(Self.anything.violations(bytes, range: 8..<17).first)
    #expect(error.offset == 16)
    #expect(error.message.contains("a comma before the closing bracket"))
  }

  @Test func longTextsAreReadOnce() {
    let text = "[" + String(repeating: "[1,\"a\"],", count: 200_000) + "oops]"
    #expect(firstFault(Array(text.utf8))?.message.contains("a word that is no value") == true)
  }
}
