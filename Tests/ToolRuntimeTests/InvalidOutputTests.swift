import JSONCore
import Testing

@testable import ToolRuntime

/// What a tool says of a program whose output is not one JSON value.
@Suite struct InvalidOutputTests {
  @Test(arguments: [
    ("", "printed nothing where JSON was expected: this call has no result, or the output is no JSON"),
    (" \n", "printed nothing where JSON was expected: this call has no result, or the output is no JSON"),
    ("{}\n{}\n", "printed several JSON values where one was expected: let it print an array"),
    ("1 2", "printed several JSON values where one was expected: let it print an array"),
    ("a: 1\n", "printed something else than JSON: the text is YAML (byte 1)"),
    ("rows of text", "printed something else than JSON: a word that is no value in JSON (byte 1)"),
    ("{\"a\":1,}", "printed something else than JSON: a comma before the closing bracket (byte 8)"),
    ("{\"a\":", "printed something else than JSON: the text ends in an object (byte 6)"), ("[1]\n", nil),
  ])
  func saysWhatWasPrinted(output: String, sentence: String?) throws {
    for member in [nil, "value" as JSONString] {
      let result = try #require(OutputReader.structure(Array(output.utf8), as: .json(member: member)))
      #expect(InvalidOutput.syntax(of: result, member) == sentence)
    }
  }
}
