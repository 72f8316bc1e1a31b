import JSONCore
import LLMWire
import Testing

@Suite struct ParameterChangesTests {
  private func applied(_ changes: ParameterChanges, _ body: String) -> String? {
    changes.applied(to: JSONBytes(body)).map { bytes in
      String(decoding: (0..<bytes.count).map { index in bytes.withSpan(index..<index + 1) { $0[0] } }, as: UTF8.self)
    }
  }

  @Test(arguments: [
    (#"{"a":1,"b":2,"c":3}"#, #"{"b":2,"c":3}"#), (#"{"b":2,"a":1}"#, #"{"b":2}"#), (#"{"a":1}"#, "{}"),
    (#" { "a" : [1,{"a":2}] , "b" : 2 } "#, #" {"b" : 2 } "#), (#"{"\u0061":1,"b":2}"#, #"{"b":2}"#), ("{}", "{}"),
    (#"{"b":{"a":1}}"#, #"{"b":{"a":1}}"#), (#"{"b":1,"a":2,"a":3,"c":4}"#, #"{"b":1,"c":4}"#),
  ])
  func drops(_ body: String, _ wanted: String) { #expect(applied(ParameterChanges(dropped: ["a"]), body) == wanted) }

  @Test(arguments: [
    (#"{"a":1.0e2,"c":2}"#, #"{"b":1.0e2,"c":2}"#), (#"{ "c" : 1 , "a" : "x" }"#, #"{ "c" : 1 , "b" : "x" }"#),
    // The one that has the new name already is what the client means.
    (#"{"a":1,"b":2}"#, #"{"b":2}"#), (#"{"b":2,"a":1}"#, #"{"b":2}"#), (#"{"a\"":1}"#, #"{"a\"":1}"#),
  ])
  func renames(_ body: String, _ wanted: String) {
    #expect(applied(ParameterChanges(renamed: ["a": "b"]), body) == wanted)
  }

  @Test func twoNamesBecomeOneOnce() {
    #expect(applied(ParameterChanges(renamed: ["a": "c", "b": "c"]), #"{"a":1,"b":2}"#) == #"{"c":1}"#)
  }

  @Test(arguments: [
    ("{}", #"{"x":[1, 2]}"#), (#"{"a":1}"#, #"{"a":1,"x":[1, 2]}"#), (#"{"x":null}"#, #"{"x":null}"#),
    ("{\n \"a\": 1\n}\n", "{\n \"a\": 1,\"x\":[1, 2]\n}\n"),
  ])
  func addsWhatIsMissing(_ body: String, _ wanted: String) {
    let changes = ParameterChanges(defaults: [ParameterChanges.Default("x", Array("[1, 2]".utf8))])
    #expect(applied(changes, body) == wanted)
  }

  /// A member that is dropped is missing, so that a default replaces it.
  @Test func dropsThenRenamesThenAdds() {
    let changes = ParameterChanges(
      dropped: ["t"], renamed: ["t": "u", "max": "most"],
      defaults: [ParameterChanges.Default("t", Array("1".utf8)), ParameterChanges.Default("most", Array("9".utf8))])
    #expect(applied(changes, #"{"t":2,"max":3}"#) == #"{"most":3,"t":1}"#)
    #expect(applied(changes, #"{"k":0}"#) == #"{"k":0,"t":1,"most":9}"#)
  }

  @Test(arguments: ["[]", "1", "", "{", #"{"a":1,}"#, #"{"a":1} x"#])
  func whatIsNoObjectIsNotChanged(_ body: String) { #expect(applied(ParameterChanges(dropped: ["a"]), body) == nil) }

  @Test func changesOfModelsGoBeforeThoseOfAll() {
    let all = ParameterChanges(dropped: ["a"], renamed: ["b": "c"], defaults: [.init("x", [0x31])])
    let some = ParameterChanges(dropped: ["d"], renamed: ["b": "e"], defaults: [.init("x", [0x32])])
    let merged = all.merged(with: some)
    #expect(merged == ParameterChanges(dropped: ["a", "d"], renamed: ["b": "e"], defaults: [.init("x", [0x32])]))
  }
}
