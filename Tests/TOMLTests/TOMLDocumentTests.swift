import JSONCore
import TOML
import Testing

@Suite struct TOMLDocumentTests {
  private func root(_ text: String) throws -> TOMLTable { try TOMLDocument(Array(text.utf8)).root }

  @Test func readsTablesListsAndDottedKeys() throws {
    let root = try root(
      """
      title = "x" # a comment
      a.b.c = 1
      [server]
      port = 8_080
      [[providers]]
      name = 'one'
      [[providers]]
      name = "two"
      [providers.limits]
      rpm = 5
      """)
    #expect(root["title"]?.string == "x")
    #expect(root["a"]?.table?["b"]?.table?["c"]?.integer == 1)
    #expect(root["server"]?.table?["port"]?.integer == 8080)
    let providers = try #require(root["providers"]?.array)
    #expect(providers.compactMap { $0.table?["name"]?.string } == ["one", "two"])
    #expect(providers[1].table?["limits"]?.table?["rpm"]?.integer == 5)
    #expect(providers[0].table?["limits"] == nil)
  }

  @Test func knowsWhereThingsAre() throws {
    let text = "# top\n[a.b]\nkey = \"v\" # why\n\n[c]\n"
    let document = try TOMLDocument(Array(text.utf8))
    #expect(document.sections.map(\.path) == [["a", "b"], ["c"]])
    #expect(document.sections[0].header == 6..<11)
    #expect(document.sections[0].end == 21)
    let node = try #require(document.root["a"]?.table?["b"]?.table?["key"])
    #expect(Array(text.utf8)[node.range].elementsEqual("\"v\"".utf8))
  }

  @Test(arguments: [
    ("a = \"x", "1:5", "no end"), ("a = 1 b = 2", "1:7", "line should end"), ("[a]\n[a]", "2:2", "defined already"),
    ("a = 1\na = 2", "2:1", "defined already"), ("a = {b = 1}\n[a.c]", "2:2", "complete"),
    ("a = 01", "1:5", "a value is"), ("= 1", "1:1", "a key is"), ("a = 2025-02-30", "1:5", "no such day"),
    ("a = \"\\q\"", "1:6", "TOML has"), ("a = 99999999999999999999", "1:5", "64 bits"),
    ("a = \"x\ny\"", "1:5", "beyond its line"), ("a = [1, 2", "1:10", "], or"),
    ("[a.b.c]\nz=9\n[a]\nb.c.t = 1", "4:3", "elsewhere"),
  ])
  func saysWhereItIsNoTOML(_ text: String, _ location: String, _ part: String) {
    let error = #expect(throws: TOMLError.self) { try TOMLDocument(Array(text.utf8)) }
    #expect(error?.location.description == location)
    if !part.contains("], or") { #expect(error?.message.contains(part) == true, "\(error?.message ?? "")") }
  }

  @Test func nestingIsBounded() {
    let text = "a = " + String(repeating: "[", count: 5000)
    let error = #expect(throws: TOMLError.self) { try TOMLDocument(Array(text.utf8)) }
    #expect(error?.message.contains("levels") == true)
  }

  @Test func refusesBytesThatAreNoCharacters() {
    let error = #expect(throws: TOMLError.self) { try TOMLDocument(Array("a = \"".utf8) + [0xFF, 0x22]) }
    #expect(error?.location.description == "1:6")
  }
}
