import Foundation
import JSONCore
import Testing

@testable import SchemaValidation

@Suite struct YAMLReaderTests {
  /// The documents as JSON, or the error with its location.
  private func read(_ text: String) -> String { read(Data(text.utf8)) }

  private func read(_ data: Data) -> String {
    let bytes = JSONBytes([UInt8](data))
    var documents: [String] = []
    do throws(YAMLError) {
      var reader = try YAMLReader.open(bytes)
      while let document = try reader.next() { documents.append(String(decoding: document.json.bytes, as: UTF8.self)) }
    } catch {
      documents.append("\(bytes.location(of: error.offset)): \(error.message)")
    }
    return documents.joined(separator: " | ")
  }

  @Test(arguments: [
    ("null", "null"), ("~", "null"), ("Null", "null"), ("nULL", "\"nULL\""), ("true", "true"), ("FALSE", "false"),
    ("yes", "\"yes\""), ("on", "\"on\""), ("12", "12"), ("-012", "-12"), ("+3", "3"), ("0o17", "15"), ("0xFf", "255"),
    ("017", "17"), ("0o8", "\"0o8\""), ("1_000", "\"1_000\""), (".5", "0.5"), ("-.5e+3", "-0.5e3"), ("5.", "5.0"),
    ("1e3", "1e3"), ("1e", "\"1e\""), (".", "\".\""), ("00.50", "0.50"), ("2026-11-24", "\"2026-11-24\""),
    ("123456789012345678901234567890", "123456789012345678901234567890"),
    ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"), ("\"12\"", "\"12\""), ("'true'", "\"true\""),
    ("!!str 12", "\"12\""), ("! 12", "\"12\""), ("!!int \"12\"", "12"), ("!!float 1", "1"), ("!!null ''", "null"),
    ("!!bool True", "true"), ("12:30:45", "\"12:30:45\""), ("|\n  a\n  b\n", #""a\nb\n""#),
    (">\n  a\n  b\n", #""a b\n""#),
    (#""\x41\u00e9\n""#, #""Aé\n""#), ("-0", "-0"), ("-", "[null]"),
  ])
  func scalarsFollowTheCoreSchema(text: String, json: String) { #expect(read(text) == json) }

  @Test func containersBecomeJSON() {
    #expect(read("a: 1\nb:\n  - x\n  - {c: ~}\n  -\n") == #"{"a":1,"b":["x",{"c":null},null]}"#)
    #expect(read("200: ok\ntrue: b\n? d\n: e\n") == #"{"200":"ok","true":"b","d":"e"}"#)
    #expect(read("{\"a\": [1, 2], 'b': {}}") == #"{"a":[1,2],"b":{}}"#)
    #expect(read("!!map {a: !!seq [1]}") == #"{"a":[1]}"#)
    #expect(read("- [a, b]\n- - c\n") == #"[["a","b"],["c"]]"#)
  }

  @Test func documentsAreReadOneByOne() {
    #expect(read("a: 1\n---\nb: 2\n...\n---\n") == #"{"a":1} | {"b":2} | null"#)
    #expect(read("") == "")
    #expect(read("# nothing\n") == "")
    #expect(read("%YAML 1.2\n---\na") == "\"a\"")
  }

  @Test func aliasesExpandToTheirAnchors() {
    #expect(read("a: &x {k: [1]}\nb: *x\nc: &y 7\n*y : *y\n") == #"{"a":{"k":[1]},"b":{"k":[1]},"c":7,"7":7}"#)
    #expect(read("&k 12: a\nb: *k") == #"{"12":"a","b":12}"#)
    #expect(read("[&a 1, &a 2, *a]") == "[1,2,2]")
    #expect(read("a: *x") == "1:4: the alias has no anchor before it")
    #expect(read("&x [1, *x]") == "1:8: the alias is inside the node it refers to")
    #expect(read("&x [1]: 2").hasSuffix("a member's name must be a scalar: JSON has no other names"))
  }

  @Test func aliasesHaveABudget() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<12 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(read(text).hasSuffix("aliases expand the document by more than 16 MiB"))
  }

  @Test(arguments: [
    (".inf", "1:1: JSON has no infinity"), ("-.INF", "1:1: JSON has no"), ("a: .nan", "1:4: JSON has no infinity"),
    ("<<: {a: 1}", "1:1: \"<<\" merges"), ("a: !custom 1", "1:4: the tag does not belong"),
    ("!!set {a}", "1:1: the tag does not"), ("!!int abc", "1:1: the tag says an integer"),
    ("!!bool 1", "1:1: the tag says true or false"), ("{a: 1", "1:6: this is not YAML: "),
    ("a: b: c", "1:5: this is not YAML: mapping values are not allowed"), ("\t- a", "1:1: this is not YAML"),
    ("a: \"\\q\"", "1:5: this is not YAML"), ("[é, é, \"\\q\"]", "1:11: this is not YAML"),
    ("? [a]\n: b", "1:3: a member's name must be a scalar"),
    ("0x" + String(repeating: "f", count: 300), "1:1: the number"),
  ])
  func rejectsWhatJSONCannotExpress(text: String, error: String) {
    let found = read(text)
    #expect(found.hasPrefix(error), "\(found)")
  }

  @Test func rejectsTextThatIsNotUTF8() {
    #expect(read(Data([0x61, 0x3A, 0x20, 0xFF])) == "1:4: the text is not valid UTF-8; save the file as UTF-8")
    #expect(read(Data([0xFF, 0xFE, 0x61, 0x00])).hasPrefix("1:1: the text is not valid UTF-8"))
    #expect(read(Data([0xEF, 0xBB, 0xBF, 0x61, 0x3A, 0x20, 0x31])) == #"{"a":1}"#)
    #expect(read("a: \u{1}").contains("this is not YAML: control characters are not allowed"))
  }

  @Test func nestingIsBounded() {
    for depth in [100_000, 600] {
      #expect(read(String(repeating: "[", count: depth)).hasSuffix("the value is nested too deeply"))
      let blocks = String(repeating: "- ", count: depth) + "x"
      #expect(read(blocks).hasSuffix("the value is nested too deeply"))
    }
    #expect(read(String(repeating: "[", count: 500) + String(repeating: "]", count: 500)).hasPrefix("[["))
  }

  @Test func locationsLeadBackToTheText() throws {
    let text = "é: 1\nlist:\n  - a\n  - &x {k: v}\n  - *x\nlast: end\n"
    let bytes = JSONBytes(text)
    var reader = try YAMLReader.open(bytes)
    let document = try #require(try reader.next())
    let json = String(decoding: document.json.bytes, as: UTF8.self)
    func location(_ part: String) throws -> String {
      let range = try #require(json.range(of: part, options: .backwards))
      let offset = json[..<range.lowerBound].utf8.count
      return bytes.location(of: document.locations.source(of: offset)).description
    }
    #expect(try location("1") == "1:5")
    #expect(try location("\"list\"") == "2:1")
    #expect(try location("[") == "3:3")
    #expect(try location("\"a\"") == "3:5")
    #expect(try location("\"v\"") == "5:5")
    #expect(try location("\"end\"") == "6:7")
  }
}
