import JSONCore
import Testing

@testable import ToolRuntime

/// Every form with the odd outputs of real programs.
@Suite struct OutputFormTests {
  typealias Form = ToolDefinition.Program.Output

  private func text(_ output: String, _ form: Form) throws(OutputFailure) -> String {
    try text(Array(output.utf8), form)
  }

  private func text(_ output: [UInt8], _ form: Form) throws(OutputFailure) -> String {
    String(decoding: try OutputReader.structure(ProgramResult(bytes: output), as: form).bytes, as: UTF8.self)
  }

  private func said(_ output: String, _ form: Form) -> String {
    do throws(OutputFailure) {
      return "none: " + (try text(output, form))
    } catch {
      return error.description
    }
  }

  private static let prefix = "did not write what the tool file declares: "

  // MARK: JSON

  @Test func emptyOutputIsTheDeclaredValue() throws {
    let list = Form.json(member: "value", empty: JSONSlice(constant: "[]"))
    #expect(try text("", list) == #"{"value":[]}"#)
    #expect(try text(" \r\n\t", list) == #"{"value":[]}"#)
    #expect(try text("[1]\n", list) == #"{"value":[1]}"#)
    #expect(try text("", .json(member: nil, empty: JSONSlice(constant: #"{"a":1}"#))) == #"{"a":1}"#)
    #expect(try text("{}", .json(member: nil, empty: JSONSlice(constant: #"{"a":1}"#))) == "{}")
  }

  @Test(arguments: [
    ("", "[]"), ("\n\n", "[]"), (" \r\n", "[]"), ("1\n2\n", "[1,2]"), ("1\n2", "[1,2]"), ("1\r\n\r\n2\r\n", "[1,2]"),
    ("  {\"a\": 1}\t\n", #"[{"a": 1}]"#), ("\"\\u001b\"\n", "[\"␛\"]"), ("\"é\"\n", "[\"é\"]"),
    ("1e400\n12345678901234567890\n-0.0\n", "[1e400,12345678901234567890,-0.0]"), ("[1,\t2]\r\n", "[[1,\t2]]"),
  ])
  func jsonLines(output: String, value: String) throws {
    #expect(try text(output, .jsonLines(member: "v")) == "{\"v\":\(value)}")
  }

  @Test(arguments: [
    ("1\nx\n", "line 2 is not one JSON value: a word that is no value in JSON"),
    ("{}\n\n{\"a\":\n1}\n", "line 3 is not one JSON value: the text ends in an object"),
    ("1\n2 3\n", "line 2 is not one JSON value: a second JSON value"),
    ("1\n2,\"x\":3\n", "line 2 is not one JSON value: "), ("\0\n", "line 1 is not one JSON value: "),
    ("{\"a\":1,\"a\":2}\n", "line 1 is not one JSON value: "), ("1],\"w\":[2\n", "line 1 is not one JSON value: "),
  ])
  func brokenJSONLines(output: String, says: String) {
    #expect(
      said(output, .jsonLines(member: "v")).hasPrefix(Self.prefix + says), "\(said(output, .jsonLines(member: "v")))")
  }

  @Test func jsonLinesThatAreNoUTF8() {
    #expect(throws: OutputFailure.self) { try text([0x22, 0xFF, 0x22, 0x0A], .jsonLines(member: "v")) }
  }

  // MARK: columns

  private static let columns = Form.columns(
    member: "v", skipLines: 1,
    fields: [.init(name: "a", kind: .string), .init(name: "n", kind: .integer), .init(name: "rest", kind: .string)])

  @Test(arguments: [
    ("", ""), ("A N REST\n", ""), ("A N REST", ""), ("\n", ""),
    ("A N REST\nx 1 y z\n", #"{"a":"x","n":1,"rest":"y z"}"#),
    ("A N REST\r\n  x\t 1   y  z \t\r\n\r\n", #"{"a":"x","n":1,"rest":"y  z"}"#),
    ("\nx 1\nx 2 \n", #"{"a":"x","n":1,"rest":""},{"a":"x","n":2,"rest":""}"#),
    ("\nx -9223372036854775808 y", #"{"a":"x","n":-9223372036854775808,"rest":"y"}"#),
    ("\nx\0 +7 \u{1B}[1m", #"{"a":"x␀","n":7,"rest":"␛[1m"}"#),
  ])
  func columns(output: String, value: String) throws {
    #expect(try text(output, Self.columns) == "{\"v\":[\(value)]}")
  }

  @Test(arguments: [
    ("\nx\n", "line 2 has 1 of the 3 declared columns"),
    ("\nx 1 y\n\nz b c\n", "line 4 has no integer of at most 64 bits in \"n\""),
    ("\nx 9223372036854775808 y\n", "line 2 has no integer of at most 64 bits in \"n\""),
    ("\nx -9223372036854775809 y\n", "line 2 has no integer of at most 64 bits in \"n\""),
    ("\nx 1.0 y\n", "line 2 has no integer"), ("\nx - y\n", "line 2 has no integer"),
    ("\nx ١ y\n", "line 2 has no integer"),
  ])
  func brokenColumns(output: String, says: String) {
    #expect(said(output, Self.columns).hasPrefix(Self.prefix + says), "\(said(output, Self.columns))")
  }

  @Test func aLastColumnThatIsNoTextIsNeeded() throws {
    let form = Form.columns(
      member: "v", skipLines: 0, fields: [.init(name: "a", kind: .string), .init(name: "n", kind: .number)])
    #expect(try text("x 1.50\ny 2E3", form) == #"{"v":[{"a":"x","n":1.50},{"a":"y","n":2E3}]}"#)
    #expect(said("x\n", form) == Self.prefix + "line 1 has 1 of the 2 declared columns")
    #expect(said("x 1 2\n", form) == Self.prefix + "line 1 has no number in \"n\"")
  }

  @Test func oneColumnIsTheLine() throws {
    let form = Form.columns(member: "v", skipLines: 0, fields: [.init(name: "a", kind: .string)])
    #expect(try text(" a b \n\n c\n", form) == #"{"v":[{"a":"a b"},{"a":"c"}]}"#)
  }

  // MARK: CSV

  private static func csv(_ header: ToolDefinition.Program.Header, delimiter: UInt8 = 0x2C) -> Form {
    .csv(
      member: "v", delimiter: delimiter, header: header,
      fields: [.init(name: "a", kind: .string), .init(name: "n", kind: .integer), .init(name: "b", kind: .boolean)])
  }

  @Test(arguments: [
    ("", ""), ("\n\r\n", ""), ("x,1,true\n", #"{"a":"x","n":1,"b":true}"#),
    ("x,1,No", #"{"a":"x","n":1,"b":false}"#),
    ("x,1,0\r\n\r\ny,2,1\r\n", #"{"a":"x","n":1,"b":false},{"a":"y","n":2,"b":true}"#),
    ("\"x,\n\"\"y\"\"\r\nz\",1,yes\n", #"{"a":"x,\n\"y\"\r\nz","n":1,"b":true}"#),
    ("\"\",1,\"true\"", #"{"a":"","n":1,"b":true}"#), ("\"\"\"\",,\n", #"{"a":"\""}"#), (",,\n", #"{"a":""}"#),
    ("x\"y,1,no\n", #"{"a":"x\"y","n":1,"b":false}"#), ("x\ry,1,no\r", #"{"a":"x␍y","n":1,"b":false}"#),
    (" x ,1,no\n", #"{"a":" x ","n":1,"b":false}"#), ("x\0y,1,no\n", #"{"a":"x␀y","n":1,"b":false}"#),
  ])
  func csv(output: String, value: String) throws {
    #expect(try text(output, Self.csv(.none)) == "{\"v\":[\(value)]}")
    #expect(try text("some,names\r\n" + output, Self.csv(.skipped)) == "{\"v\":[\(value)]}")
    #expect(try text("\u{FEFF}a,n,\"b\"\n" + output, Self.csv(.names)) == "{\"v\":[\(value)]}")
    let tabs = String(output.map { $0 == "," && !output.contains("x,\n") ? "\t" : $0 })
    if !output.contains("x,\n") { #expect(try text(tabs, Self.csv(.none, delimiter: 0x09)) == "{\"v\":[\(value)]}") }
  }

  @Test(arguments: [
    ("x,1\n", "record 1 has 2 fields where there are 3"), ("x,1,no,\n", "record 1 has 4 fields where there are 3"),
    ("x,1,no\n\n\"y\n,2,no", "record 2 has quotes that are not closed"),
    ("\"x\"y,1,no\n", "record 1 has text behind the quotes"),
    ("x,1.5,no", "record 1 has no integer of at most 64 bits"),
    ("x,1,maybe", "record 1 has no boolean (yes, no, true, false, 1, 0) in \"b\""),
    ("x, 1,no", "record 1 has no integer"),
  ])
  func brokenCSV(output: String, says: String) {
    #expect(said(output, Self.csv(.none)).hasPrefix(Self.prefix + says), "\(said(output, Self.csv(.none)))")
  }

  /// The names say which member a field is, in any order, and some may be missing.
  @Test func csvWithNames() throws {
    #expect(try text("n,a\n1,x\n", Self.csv(.names)) == #"{"v":[{"n":1,"a":"x"}]}"#)
    #expect(try text("n,a\n", Self.csv(.names)) == #"{"v":[]}"#)
    #expect(try text("", Self.csv(.names)) == #"{"v":[]}"#)
    #expect(
      said("n,c\n1,x\n", Self.csv(.names)) == Self.prefix
        + "record 1 has the name \"c\", which the records do not declare")
    #expect(said("n,n\n1,x\n", Self.csv(.names)) == Self.prefix + "record 1 has the name \"n\" twice")
    #expect(said("n,a\n1\n", Self.csv(.names)) == Self.prefix + "record 2 has 1 fields where there are 2")
  }

  @Test func csvThatIsNoUTF8() throws {
    #expect(
      try text([0x61, 0xFF, 0x2C, 0x31, 0x2C, 0x30], Self.csv(.none))
        == "{\"v\":[{\"a\":\"a\u{FFFD}\",\"n\":1,\"b\":false}]}")
  }

  // MARK: names and values

  private static let pairs = Form.keyValues(
    member: nil, separator: [0x3D],
    fields: [
      .init(name: "Name", kind: .string), .init(name: "Pid", kind: .integer), .init(name: "On", kind: .boolean),
    ],
    others: nil)

  @Test(arguments: [
    ("", "{}"), ("\n \r\n", "{}"), ("Name=a=b\nPid=7\nOn=YES\n", #"{"Name":"a=b","Pid":7,"On":true}"#),
    (" Pid = 7 \r\nOther=1\nOther=2\n", #"{"Pid":7}"#), ("Name=\nPid=\nOn=", #"{"Name":""}"#),
    ("Name=\u{1B}\0\nOn=0", #"{"Name":"␛␀","On":false}"#), ("Other=x\nName=y", #"{"Name":"y"}"#),
  ])
  func keyValues(output: String, value: String) throws { #expect(try text(output, Self.pairs) == value) }

  @Test(arguments: [
    ("Name=a\nName=a\n", "line 2 repeats the name \"Name\""), ("Name\n", "line 1 has no \"=\""),
    ("Pid=1\n\nOn=2\n", "line 3 has no boolean"), ("Pid=99999999999999999999\n", "line 1 has no integer of at most 64"),
  ])
  func brokenKeyValues(output: String, says: String) {
    #expect(said(output, Self.pairs).hasPrefix(Self.prefix + says), "\(said(output, Self.pairs))")
  }

  @Test func keyValuesOfAnObject() throws {
    let form = Form.keyValues(
      member: "all", separator: [0x3A, 0x3A], fields: [.init(name: "n", kind: .integer)], others: .string)
    #expect(try text("n::1\na:b::c\n", form) == #"{"all":{"n":1,"a:b":"c"}}"#)
    #expect(try text("", form) == #"{"all":{}}"#)
    #expect(said("a::1\nb::2\na::3\n", form) == Self.prefix + "line 3 repeats the name \"a\"")
    #expect(try text([0xFF, 0x3A, 0x3A, 0x31], form) == "{\"all\":{\"\u{FFFD}\":\"1\"}}")
  }

  // MARK: numbers

  @Test(arguments: ["0", "-0", "1.5", "10", "1e5", "1E+5", "-1.25e-10", "123456789012345678901234567890"])
  func numbersStayAsTheyAre(number: String) {
    var writer = JSONWriter()
    let isWritten = ToolDefinition.Program.Field.Kind.number.write(Array(number.utf8)[...], into: &writer)
    #expect(isWritten && String(decoding: writer.bytes, as: UTF8.self) == number)
  }

  @Test(arguments: ["", "-", "01", "1.", ".5", "1e", "+1", "1 ", "0x1", "NaN", "1,5", "١"])
  func notNumbers(text: String) { #expect(!ToolDefinition.Program.Field.Kind.isNumber(Array(text.utf8)[...])) }
}
