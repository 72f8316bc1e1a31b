import JSONCore
import Testing

@testable import ToolRuntime

/// What a tool says of a program whose output is not one JSON value.
@Suite struct InvalidOutputTests {
  private static let nothing =
    "printed nothing where JSON was expected: if that is a result, say which one in the tool file, as in"
    + " {\"json\": {\"as\": …, \"empty\": []}}"
  private static let several =
    "printed several JSON values where one was expected: let it print an array, or declare \"jsonLines\""

  @Test(arguments: [
    ("", nothing), (" \n", nothing), ("{}\n{}\n", several), ("1 2", several),
    ("a: 1\n", "printed something else than JSON: the text is YAML (byte 1)"),
    ("\nrows of text", "printed something else than JSON: a word that is no value in JSON (byte 1)"),
    ("{\"a\":1,}", "printed something else than JSON: a comma before the closing bracket (byte 8)"),
    ("{\"a\":", "printed something else than JSON: the text ends in an object (byte 6)"), ("[1]\n", nil),
  ])
  func saysWhatWasPrinted(output: String, sentence: String?) throws {
    #expect(said(output, .json(member: "value")) == sentence)
    // As the whole result it is looked at when the schema has refused it.
    let printed = JSONBytes(
      Array(output.utf8.drop { $0 == 0x0A || $0 == 0x20 }.reversed().drop { $0 == 0x0A }.reversed()))
    #expect(InvalidOutput.cause(in: printed, 0..<printed.count) == sentence)
    if sentence == Self.nothing { #expect(said(output, .json(member: nil)) == sentence) }
  }

  private func said(_ output: String, _ form: ToolDefinition.Program.Output) -> String? {
    do throws(OutputFailure) {
      _ = try OutputReader.structure(ProgramResult(bytes: Array(output.utf8)), as: form)
      return nil
    } catch {
      return error.description
    }
  }
}
