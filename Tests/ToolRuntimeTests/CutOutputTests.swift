import JSONCore
import Testing

@testable import ToolRuntime

/// Outputs that were cut at their limit, and what the runner adds to results.
@Suite struct CutOutputTests {
  typealias Form = ToolDefinition.Program.Output

  private func text(
    _ bytes: [UInt8], _ form: Form, code: Int? = nil, isCut: Bool = true,
    _ additions: ToolDefinition.Program.Additions = .init(truncatedAs: "cut")
  ) throws -> String {
    let result = ProgramResult(bytes: bytes, isCut: isCut, exitCode: code)
    return String(decoding: try OutputReader.structure(result, as: form, additions: additions).bytes, as: UTF8.self)
  }

  private static let fields: [ToolDefinition.Program.Field] = [
    .init(name: "a", kind: .string), .init(name: "n", kind: .integer),
  ]
  /// A form, an output, and the value for each number of bytes that fit.
  private static let outputs: [(form: Form, output: String, wholes: [(end: Int, value: String)])] = [
    (.lines(member: "v"), "ab\nc\n", [(0, "[]"), (3, #"["ab"]"#), (5, #"["ab","c"]"#)]),
    (.jsonLines(member: "v"), "12\n[3]\n", [(0, "[]"), (3, "[12]"), (7, "[12,[3]]")]),
    (
      .columns(member: "v", skipLines: 1, fields: fields), "h\nx 12\ny 3\n",
      [(0, "[]"), (7, #"[{"a":"x","n":12}]"#), (11, #"[{"a":"x","n":12},{"a":"y","n":3}]"#)]
    ),
    (
      .csv(member: "v", delimiter: 0x2C, header: .names, fields: fields), "a,n\n\"x\n\"\"\",12\ny,3\r\n",
      [(0, "[]"), (14, #"[{"a":"x\n\"","n":12}]"#), (18, #"[{"a":"x\n\"","n":12},{"a":"y","n":3}]"#)]
    ),
    (
      .records(member: "v", separator: [], fieldSeparator: [0], fields: fields), "x\u{0}12\u{0}y\u{0}3\u{0}",
      [(0, "[]"), (5, #"[{"a":"x","n":12}]"#), (9, #"[{"a":"x","n":12},{"a":"y","n":3}]"#)]
    ),
    (
      .records(member: "v", separator: [0x3B, 0x3B], fieldSeparator: [0x3A], fields: fields), "x:12;;y:3;;",
      [(0, "[]"), (6, #"[{"a":"x","n":12}]"#), (11, #"[{"a":"x","n":12},{"a":"y","n":3}]"#)]
    ),
    (
      .keyValues(member: "v", separator: [0x3D], fields: fields, others: nil), "a=xy\nn=12\n",
      [(0, "{}"), (5, #"{"a":"xy"}"#), (10, #"{"a":"xy","n":12}"#)]
    ),
    (.text(member: "v"), "aé", [(0, "\"\""), (1, "\"a\""), (3, "\"aé\"")]),
    (.text(member: "v"), "日😀", [(0, "\"\""), (3, "\"日\""), (7, "\"日😀\"")]),
  ]

  /// Wherever an output is cut, the result has what is whole of it and nothing else.
  @Test(arguments: outputs.indices) func whatIsWholeIsKept(number: Int) throws {
    let (form, output, wholes) = Self.outputs[number]
    let bytes = Array(output.utf8)
    for end in 0...bytes.count {
      let value = try #require(wholes.last { $0.end <= end }?.value)
      #expect(try text(Array(bytes[..<end]), form) == "{\"v\":\(value),\"cut\":true}", "cut at \(end)")
    }
    #expect(try text(bytes, form, isCut: false).hasSuffix(",\"cut\":false}"))
  }

  /// What is no UTF-8 anyway is made visible, whether it is at the end or not.
  @Test func bytesThatAreNoTextStay() throws {
    #expect(try text([0xFF, 0x61], .text(member: "v")) == "{\"v\":\"\u{FFFD}a\",\"cut\":true}")
    #expect(try text([0x61, 0x80, 0x80, 0x80, 0x80], .text(member: "v")).hasPrefix("{\"v\":\"a\u{FFFD}"))
  }

  // MARK: exit codes

  private static let meanings = ToolDefinition.Program.Additions(
    exitCodeAs: "outcome", meanings: [(1, "no match"), (0, "match")])

  @Test func exitCodesAndTheirMeanings() throws {
    let form = Form.lines(member: "v")
    #expect(try text([], form, code: 1, isCut: false, Self.meanings) == #"{"v":[],"outcome":"no match"}"#)
    #expect(try text([], form, code: 0, isCut: false, Self.meanings) == #"{"v":[],"outcome":"match"}"#)
    #expect(try text([], form, code: 3, isCut: false, .init(exitCodeAs: "code")) == #"{"v":[],"code":3}"#)
    let both = ToolDefinition.Program.Additions(truncatedAs: "cut", exitCodeAs: "code")
    #expect(try text([], form, code: 3, isCut: false, both) == #"{"v":[],"cut":false,"code":3}"#)
    #expect(try text([], form, both) == #"{"v":[],"cut":true}"#, "what was ended has no exit code")
  }

  /// Beside members that the program names; it cannot name those of the runner, which are among the fields of no tool.
  @Test func besideNamesAndValues() throws {
    let form = Form.keyValues(member: nil, separator: [0x3D], fields: Self.fields, others: nil)
    #expect(try text(Array("outcome=x\n".utf8), form, code: 0, isCut: false, Self.meanings) == #"{"outcome":"match"}"#)
    #expect(
      try text(Array("a=x\n".utf8), form, code: 0, isCut: false, Self.meanings) == #"{"a":"x","outcome":"match"}"#)
  }
}
