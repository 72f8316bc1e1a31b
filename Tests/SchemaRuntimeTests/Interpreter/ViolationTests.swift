import JSONCore
import SchemaRuntime
import Testing

@Suite struct ViolationTests {
  @Test(arguments: [
    (#"{"type":"string"}"#, "1", " type must be a string, is a number"),
    (#"{"type":["string","null"]}"#, "[]", " type must be null or a string, is an array"),
    (#"{"type":"integer"}"#, "1.5", " type must be an integer, is a number with a fraction"),
    (#"{"maximum":500}"#, "500.0000000000000000000001", " maximum must be at most 500"),
    (#"{"minimum":1.5}"#, "1", " minimum must be at least 1.5"),
    (
      #"{"exclusiveMinimum":9007199254740992}"#, "9007199254740992",
      " exclusiveMinimum must be greater than 9007199254740992"
    ),
    (#"{"exclusiveMaximum":9223372036854775808}"#, "1e400", " exclusiveMaximum must be less than 9223372036854775808"),
    (#"{"multipleOf":0.01}"#, "0.015", " multipleOf must be a multiple of 0.01"),
    (#"{"enum":["a","b",3,null]}"#, "\"c\"", #" enum must be one of "a", "b", 3, null"#),
    (#"{"const":{"a":[1.0]}}"#, #"{"a":[2]}"#, #" const must be {"a":[1]}"#),
    (#"{"minLength":2}"#, "\"😀\"", " minLength must have at least 2 characters"),
    (#"{"maxLength":1}"#, #""e\u0301""#, " maxLength must have at most 1 character"),
    (#"{"pattern":"^a+$"}"#, "\"ab\"", #" pattern must match the pattern "^a+$""#),
    (#"{"format":"ipv4"}"#, "\"1.2.3\"", #" format must be in the format "ipv4""#),
    (#"{"items":{"type":"null"}}"#, "[null,1]", "/1 type must be null, is a number"),
    (#"{"prefixItems":[true,false]}"#, "[1,2]", "/1 false nothing is allowed here"),
    (#"{"minItems":2}"#, "[1]", " minItems must have at least 2 elements"),
    (
      #"{"uniqueItems":true}"#, "[1,{\"a\":1},\"1\",{\"a\":1.0}]",
      " uniqueItems must not have equal elements: 1 and 3 are equal"
    ),
    (#"{"required":["query"]}"#, "{}", #" required must have the member "query""#),
    (#"{"maxProperties":1}"#, #"{"a":1,"b":2}"#, " maxProperties must have at most 1 member"),
    (#"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#, "/ab maxLength must have at most 1 character"),
    (#"{"patternProperties":{"^x":{"type":"null"}}}"#, #"{"xy":1}"#, "/xy type must be null, is a number"),
    (#"{"additionalProperties":{"type":"null"}}"#, #"{"a/b~c":1}"#, "/a~1b~0c type must be null, is a number"),
    (#"{"not":{"type":"null"}}"#, "null", #" not must not match the schema under "not""#),
    (
      #"{"oneOf":[{"type":"number"},{"minimum":0}]}"#, "1",
      " oneOf must match exactly one of 2 alternatives, matches 2 (0, 1)"
    ),
    ("false", "1", " false nothing is allowed here"),
  ])
  func explainsErrors(schema: String, instance: String, error: String) throws {
    #expect(try errors(schema, instance) == [error])
  }

  @Test(arguments: [
    ("limt", "limit"), ("Limit", "limit"), ("max_results", "maxResults"), ("qurey", "query"), ("zzz", nil), ("x", nil),
  ])
  func theNearestNameIsSuggested(name: String, nearest: String?) throws {
    let schema = #"{"additionalProperties":false,"properties":{"limit":{},"maxResults":{},"query":{}}}"#
    let hint = nearest.map { "; did you mean \"\($0)\"?" } ?? ""
    #expect(try errors(schema, "{\"\(name)\":1}") == ["/\(name) additionalProperties is not a declared member\(hint)"])
  }

  @Test func reportsEveryErrorWithItsPaths() throws {
    let schema =
      ##"{"$defs":{"n":{"maximum":1}},"properties":{"a":{"$ref":"#/$defs/n"}},"additionalProperties":false}"##
    let found = try interpreter(schema).violations(JSONBytes(#"{"a":2, "b":0}"#))
    try #require(found.count == 2)
    #expect(found[0].schemaLocation == "s.json#/$defs/n/maximum")
    #expect(found[0].evaluationPath == "/properties/a/$ref/maximum")
    #expect(found[0].offset == 5)
    #expect(found[1].schemaLocation == "s.json#/additionalProperties")
    #expect(found[1].offset == 8)
  }

  @Test func explainsTheBranchOfTheTag() throws {
    let schema = #"""
      {"oneOf":[
        {"type":"object","required":["kind","x"],"properties":{"kind":{"const":"a"},"x":{"type":"number"}}},
        {"type":"object","required":["kind"],"properties":{"kind":{"const":"b"}}}]}
      """#
    #expect(try errors(schema, #"{"x":"1","kind":"a"}"#) == ["/x type must be a number, is a string"])
    #expect(try errors(schema, #"{"kind":"a"}"#) == [#" required must have the member "x""#])
    #expect(try errors(schema, #"{"kind":"c"}"#) == [#"/kind oneOf must be one of "a", "b""#])
    #expect(
      try errors(schema, #"{"x":1}"#) == [#" oneOf must have the member "kind", which distinguishes the alternatives"#])
    #expect(try errors(schema, #"{"kind":"b","x":null}"#) == [])
    #expect(try errors(schema, "1") == [" oneOf must match exactly one of 2 alternatives, matches none"])
  }

  @Test func theClosestBranchComesFirst() throws {
    let schema = #"{"anyOf":[{"type":"null"},{"type":"object","properties":{"a":{"type":"null"}}},{"type":"string"}]}"#
    let found = try interpreter(schema).violations(JSONBytes(#"{"a":1}"#))
    #expect(found.count == 1)
    #expect(
      found.first?.causes.map(\.evaluationPath) == ["/anyOf/1/properties/a/type", "/anyOf/0/type", "/anyOf/2/type"])
  }

  /// What people have to change, however many alternatives are around it.
  @Test(arguments: [
    (#"{"a":1}"#, "/a must be null, is a number"),
    ("7", " must be null or an object or an array or \"x\", is a number"),
    (#"[{"b":1}]"#, "/0/b must be a string, is a number"), ("[{}]", #"/0 must have the member "b""#),
    ("\"y\"", " must be null or an object or an array or \"x\", is a string"),
  ])
  func theNearestViolationNamesWhatToChange(_ instance: String, _ sentence: String) throws {
    let schema = #"""
      {"anyOf":[{"type":"null"},{"type":"object","properties":{"a":{"type":"null"}}},
        {"type":"array","items":{"anyOf":[
          {"type":"object","required":["b"],"properties":{"b":{"type":"string"}}},{"type":"null"}]}},
        {"const":"x"}]}
      """#
    let found = try interpreter(schema).violations(JSONBytes(instance)).map(\.nearest)
    #expect(found.map { "\($0.instanceLocation) \($0.message)" } == [sentence])
  }

  /// A description is for people and models, a pattern for machines.
  @Test(arguments: [
    (#""description":"One small letter.","title":"Letter""#, #"One small letter. (the pattern "^a+$")"#),
    (#""title":"Letters""#, #"Letters (the pattern "^a+$")"#),
    (#""description":"Letters.\n\nMore of it.""#, #"Letters. (the pattern "^a+$")"#),
    (#""description":"A\u001b[31m\u009b""#, #"A [31m  (the pattern "^a+$")"#),
  ])
  func patternsAreDescribed(words: String, sentence: String) throws {
    let found = try errors("{\"pattern\":\"^a+$\",\(words)}", "\"b\"")
    #expect(found == [" pattern must match the description: " + sentence])
  }

  @Test func longDescriptionsAreCut() throws {
    let words = String(repeating: "é", count: 400)
    let found = try #require(try errors("{\"pattern\":\"^a+$\",\"description\":\"\(words)\"}", "\"b\"").first)
    #expect(found.utf8.count < 400)
    #expect(found.contains("é… (the pattern"))
  }

  /// Whoever meant the closest alternative has to correct all of it.
  @Test func theClosestAlternativeIsReportedWhole() throws {
    let schema = #"""
      {"oneOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},
        {"type":"object","required":["x","y"],"properties":{"x":{"type":"null"},"z":{"oneOf":[
          {"type":"array","items":{"minItems":2}},{"type":"null"}]}}}]}
      """#
    let found = try interpreter(schema).violations(JSONBytes(#"{"a":1,"x":null,"y":0,"z":[[1],[]]}"#))
    #expect(found.map(\.keyword) == ["oneOf"])
    #expect(
      found.flatMap(\.nearestErrors).map { "\($0.instanceLocation) \($0.message)" } == [
        "/a must be a string, is a number"
      ])
    let deep = try interpreter(schema).violations(JSONBytes(#"{"x":null,"y":0,"z":[[1],[]]}"#))
    #expect(
      deep.flatMap(\.nearestErrors).map { "\($0.instanceLocation) \($0.message)" } == [
        "/z/0 must have at least 2 elements", "/z/1 must have at least 2 elements",
      ])
  }

  /// The branches for other kinds come closer, by their depth; and are not meant.
  @Test func constantsTellWhichAlternativeWasMeant() throws {
    let schema = #"""
      {"anyOf":[
        {"required":["type"],"properties":{"type":{"not":{"enum":["a","b"]}}}},
        {"properties":{"type":{"const":"b"},"x":{"type":"string"}}},
        {"required":["type","name"],"properties":{"type":{"const":"a"},"x":{"type":"number"}}}]}
      """#
    let found = try interpreter(schema).violations(JSONBytes(#"{"type":"a","x":1}"#)).map(\.nearest)
    #expect(found.map { "\($0.instanceLocation) \($0.message)" } == [#" must have the member "name""#])
  }

  @Test func namesInPointersAreShortAndHarmless() throws {
    let long = String(repeating: "é", count: 100)
    #expect(
      try errors(#"{"additionalProperties":{"type":"null"}}"#, "{\"\(long)\":1}").first?.hasPrefix(
        "/" + String(repeating: "é", count: 64) + "… ") == true)
    let found = try errors(#"{"additionalProperties":{"type":"null"}}"#, #"{"a\u001b[31m\u202e\n":1}"#)
    #expect(found == [#"/a\u001B[31m\u202E\u000A type must be null, is a number"#])
  }

  @Test(arguments: [
    ("{\"a\":1,\"a\":2,\"b\":{\"c\":1,\"c\":1}}", ["/a", "/b/c"]), ("[1,", ["/1"]), ("1 2", [""]), ("", [""]),
    ("{\"a\":tru}", ["/a"]),
  ])
  func textErrorsAreSyntaxErrors(text: String, pointers: [String]) throws {
    let interpreter = try interpreter("true")
    let found = interpreter.violations(JSONBytes(text))
    #expect(found.allSatisfy { $0.keyword == "syntax" })
    #expect(found.map(\.instanceLocation) == pointers)
    #expect(!interpreter.isValid(JSONBytes(text)))
  }

  @Test func violationsAreLimited() throws {
    let interpreter = try interpreter(#"{"items":{"type":"null"}}"#)
    let bytes = JSONBytes("[" + (0..<1000).map { String($0) }.joined(separator: ",") + "]")
    #expect(interpreter.violations(bytes).count == 100)
    #expect(interpreter.violations(bytes, limit: 7).count == 7)
    #expect(interpreter.violations(bytes, limit: 0).isEmpty)
  }
}
