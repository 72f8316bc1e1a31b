import Foundation
import TestData
import Testing

@Suite struct FormatTests {
  @Test func numbersAndStringsStayAsTheyAreWritten() throws {
    let folder = try ToolFolder()
    let text = #"{"b":[1.0,1E+5,-0,0.10,1e400],"a":"\u0041\/é\ud83d\ude00","":{}}"#
    let result = try folder.securellm(["fmt"], input: text)
    #expect(result.status == 0)
    #expect(
      result.output == """
        {
          "b": [1.0, 1E+5, -0, 0.10, 1e400],
          "a": "\\u0041\\/é\\ud83d\\ude00",
          "": {}
        }

        """)
  }

  @Test func schemasAreOrderedAndValuesAreNot() throws {
    let folder = try ToolFolder()
    let text = ##"""
      {"$defs":{"a":{"maxLength":3,"type":"string"}},"vendor":1,"type":"object","examples":[{"type":1,"$id":2}],
       "$schema":"https://json-schema.org/draft/2020-12/schema","properties":{"type":{"enum":[{"type":0,"$ref":1}]},
       "$id":{"pattern":"a","type":"string"}},"items":[{"minimum":1,"type":"number"}]}
      """##
    let result = try folder.securellm(["fmt"], input: text)
    #expect(
      result.output == ##"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "examples": [{ "type": 1, "$id": 2 }],
          "type": "object",
          "properties": {
            "type": {
              "enum": [{ "type": 0, "$ref": 1 }]
            },
            "$id": { "type": "string", "pattern": "a" }
          },
          "items": [{ "type": "number", "minimum": 1 }],
          "vendor": 1,
          "$defs": { "a": { "type": "string", "maxLength": 3 } }
        }

        """##)
    let kept = try folder.securellm(["fmt", "--keep-order"], input: text)
    #expect(kept.output.hasPrefix("{\n  \"$defs\""))
    let plain = #"{"type":1,"$id":2}"#
    #expect(try folder.securellm(["fmt"], input: plain).output == "{\n  \"type\": 1,\n  \"$id\": 2\n}\n")
    #expect(try folder.securellm(["fmt", "--schema"], input: plain).output == "{\n  \"$id\": 2,\n  \"type\": 1\n}\n")
  }

  @Test func layoutIsStable() throws {
    let folder = try ToolFolder()
    let words = (0..<40).map { "\"word\($0)\"" }.joined(separator: ",")
    let texts = [
      "{\"long\":[\(words)],\"deep\":[[[[1]]]],\"wide\":\"\(String(repeating: "é", count: 118))\"}",
      "[[],{},[{}],{\"a\":[]},null,true,[[1,2],[3,4]]]", "7", "\"x\"", "[]", "{}",
    ]
    for width in ["1", "20", "80", "120"] {
      for text in texts {
        let once = try folder.securellm(["fmt", "--width", width], input: text).output
        #expect(try folder.securellm(["fmt", "--width", width], input: once).output == once)
        #expect(once.utf8.filter { $0 > 0x20 } == text.utf8.filter { $0 > 0x20 })
      }
    }
  }

  @Test func checkListsAndWriteReplaces() throws {
    let folder = try ToolFolder()
    let path = try folder.write("a/bad.json", "{\"b\":1}\r\n")
    try folder.write("a/good.json", "{\n  \"b\": 1\n}\n")
    try folder.write("a/.hidden/x.json", "{\"b\":1}")
    try folder.write("a/broken.json", "{\"b\":1,}")
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let check = try folder.securellm(["fmt", "--check", "a/bad.json", "a/good.json"])
    #expect(check.status == 1)
    #expect(check.output == "a/bad.json\n")
    let write = try folder.securellm(["fmt", "--write", "--json", "a"])
    #expect(write.status == 3)
    #expect(write.output.contains("{\"file\":\"a/bad.json\",\"status\":\"formatted\"}\n"))
    #expect(write.output.contains("{\"file\":\"a/good.json\",\"status\":\"unchanged\"}\n"))
    #expect(write.output.contains("{\"file\":\"a/broken.json\",\"line\":1,\"column\":8,"))
    #expect(write.output.contains("\"status\":\"invalid\"}\n"))
    #expect(try folder.read("a/bad.json") == "{\n  \"b\": 1\n}\n")
    #expect(try folder.read("a/broken.json") == "{\"b\":1,}")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path + "/a").count == 4)
    #expect(try folder.securellm(["fmt", "--check", "a/bad.json"]).status == 0)
  }

  @Test func keepsLinks() throws {
    let folder = try ToolFolder()
    let target = try folder.write("target.json", "[1]")
    let link = folder.url.path + "/link.json"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try folder.securellm(["fmt", "--write", "link.json"]).status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try folder.read("target.json") == "[1]\n")
  }

  @Test func hostileTextGivesOneError() throws {
    let folder = try ToolFolder()
    let deep = String(repeating: "[", count: 100_000)
    let texts = [deep, "{\"a\":1,\"a\":2}", "\"\\ud800\"", "[1,]", "", "01", "[1] 2"]
    for text in texts {
      let path = try folder.write("x.json", text)
      let result = try folder.securellm(["fmt", "--write", "x.json"])
      #expect(result.status == 3, "\(text.prefix(20))")
      #expect(result.messages.components(separatedBy: ": error: ").count == 2)
      #expect(result.messages.contains("hint: "))
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    }
    try folder.write("y.json", Data([0x22, 0xFF, 0x22]))
    #expect(try folder.securellm(["fmt", "y.json"]).status == 3)
  }

  @Test func usageErrorsExitWithTwo() throws {
    let folder = try ToolFolder()
    try folder.write("a.json", "1")
    for arguments in [
      ["fmt", "none.json"], ["fmt", "a.json", "a.json"], ["fmt", "--write", "-"], ["fmt", "--json", "a.json"],
      ["fmt", "--check", "--write", "a.json"], ["fmt", "--width", "0", "a.json"],
    ] {
      #expect(try folder.securellm(arguments).status == 2, "\(arguments)")
    }
  }

  @Test(.enabled(if: TestData.has("JSON-Schema-Test-Suite/tests"), "\(TestData.absence)"))
  func theOfficialSuiteKeepsItsBytes() throws {
    let folder = try ToolFolder()
    let names = TestData.names(in: "JSON-Schema-Test-Suite/tests/draft2020-12", suffix: ".json")
    #expect(names.count > 30)
    for name in names {
      let bytes = TestData.bytes("JSON-Schema-Test-Suite/tests/draft2020-12/" + name)
      try folder.write(name, Data(bytes))
    }
    #expect(try folder.securellm(["fmt", "--write", "."]).status == 0)
    for name in names {
      let before = TestData.bytes("JSON-Schema-Test-Suite/tests/draft2020-12/" + name)
      let after = try Data(contentsOf: folder.url.appending(path: name))
      #expect(before.filter { $0 > 0x20 } == after.filter { $0 > 0x20 }, "\(name)")
    }
    #expect(try folder.securellm(["fmt", "--check", "."]).status == 0)
  }
}
