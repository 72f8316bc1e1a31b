import Foundation
import Testing

@Suite struct InspectTests {
  private func write(_ folder: ToolFolder) throws {
    try folder.write(
      "a.json",
      ##"""
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/a",
        "$ref": "sub/b.json#/$defs/short",
        "$defs": {
          "named": { "$anchor": "here", "type": "string" },
          "inner": { "$id": "inner", "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } },
          "user": { "$ref": "#here" },
          "other": { "$ref": "https://example.com/c" }
        }
      }
      """##)
    try folder.write("sub/b.json", ##"{"$defs": {"short": {"maxLength": 3}, "odd~/%": {"$ref": "#/$defs/short"}}}"##)
    try folder.write(
      "c.json", #"{"$id": "https://example.com/c", "$schema": "http://json-schema.org/draft-07/schema#"}"#)
  }

  @Test func listsEverything() throws {
    let folder = try ToolFolder()
    try write(folder)
    let result = try folder.securellm(["inspect", "--ref", "c.json", "a.json"])
    #expect(result.status == 0)
    for line in [
      "  a.json:1:1: (root): https://example.com/a (2020-12)\n",
      "    vocabulary https://json-schema.org/draft/2020-12/vocab/unevaluated\n",
      "  a.json:7:14: /$defs/inner: https://example.com/inner (2020-12)\n",
      "  a.json:6:14: /$defs/named: #here\n",
      "  a.json:7:14: /$defs/inner: #node (dynamic)\n",
      "  a.json:4:11: /$ref: https://example.com/sub/b.json#/$defs/short -> sub/b.json:1:21: /$defs/short\n",
      "  a.json:7:84: /$defs/inner/items/$dynamicRef: https://example.com/inner#node -> a.json:7:14: /$defs/inner\n",
      "  a.json:8:23: /$defs/user/$ref: https://example.com/a#here -> a.json:6:14: /$defs/named\n",
      "  a.json:9:24: /$defs/other/$ref: https://example.com/c -> c.json:1:1: (root)\n",
      "(draft-07)\n",
    ] {
      #expect(result.output.replacingOccurrences(of: folder.url.path + "/", with: "").contains(line), "\(line)")
    }
  }

  @Test func unresolvedReferencesAreFound() throws {
    let folder = try ToolFolder()
    try write(folder)
    let result = try folder.securellm(["inspect", "--json", "a.json"])
    #expect(result.status == 1)
    let object = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let references = try #require(object["references"] as? [[String: Any]])
    let lost = references.filter { $0["unresolved"] != nil }
    #expect(lost.count == 1)
    #expect(lost.first?["pointer"] as? String == "/$defs/other/$ref")
    #expect(lost.first?["line"] as? Int == 9)
    #expect((object["schemas"] as? [Any])?.count == 9)
    #expect(object["dialect"] as? String == "2020-12")
  }

  @Test func oldDraftsHaveTheirOwnRules() throws {
    let folder = try ToolFolder()
    try folder.write(
      "s.json",
      ##"""
      {"$schema": "http://json-schema.org/draft-07/schema#", "$id": "http://x.y/root.json",
       "definitions": {"a": {"$id": "#place"}, "b": {"$ref": "#place", "$id": "other.json"},
       "c": {"$ref": "#/definitions/a"}}}
      """##)
    let result = try folder.securellm(["inspect", "s.json"])
    #expect(result.status == 0)
    #expect(result.output.contains("resources (1)\n"))
    #expect(result.output.contains("#place\n"))
  }

  @Test func rejectsNonSchemas() throws {
    let folder = try ToolFolder()
    #expect(try folder.securellm(["inspect"], input: "[1]").status == 3)
    #expect(try folder.securellm(["inspect"], input: "{").status == 3)
    #expect(try folder.securellm(["inspect", "none.json"]).status == 2)
    #expect(try folder.securellm(["inspect", "--dialect", "8"], input: "{}").status == 2)
    #expect(try folder.securellm(["inspect"], input: String(repeating: "{\"not\":", count: 100_000)).status == 3)
  }
}
