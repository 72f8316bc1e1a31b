import JSONCore
import SchemaRuntime
import Testing

/// The output formats on schemas small enough to write the whole output down.
@Suite struct OutputTests {
  private func output(
    _ schema: String, _ instance: String, _ format: OutputFormat, locations: Bool = false, limit: Int = 100_000
  ) throws -> String {
    let bytes = JSONBytes(instance)
    let interpreter = try interpreter(schema)
    let evaluation = interpreter.evaluation(bytes, limit: limit)
    #expect(evaluation.isValid == interpreter.isValid(bytes))
    var writer = JSONWriter()
    evaluation.write(format, to: &writer, location: locations ? { bytes.location(of: $0) } : nil)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private let point = ##"""
    {"$id": "https://x.test/line", "type": "object", "title": "Line", "properties": {"a": {"$ref": "#/$defs/p"}},
     "$defs": {"p": {"type": "array", "items": {"type": "number"}, "minItems": 2, "x-unit": "m"}}}
    """##

  @Test func flag() throws {
    #expect(try output(point, #"{"a": [1, 2]}"#, .flag) == #"{"valid":true}"#)
    #expect(try output(point, #"{"a": [1]}"#, .flag) == #"{"valid":false}"#)
  }

  @Test func basicErrors() throws {
    #expect(
      try output(point, #"{"a": ["x"]}"#, .basic, locations: true)
        == ##"{"valid":false,"errors":[{"valid":false,"keywordLocation":"/properties/a/$ref/minItems","##
        + ##""absoluteKeywordLocation":"https://x.test/line#/$defs/p/minItems","instanceLocation":"/a","line":1,"##
        + ##""column":7,"error":"must have at least 2 elements"},"##
        + ##"{"valid":false,"keywordLocation":"/properties/a/$ref/items/type","##
        + ##""absoluteKeywordLocation":"https://x.test/line#/$defs/p/items/type","instanceLocation":"/a/0","##
        + ##""line":1,"column":8,"error":"must be a number, is a string"}]}"##)
  }

  @Test func basicAnnotations() throws {
    #expect(
      try output(point, #"{"a": [1, 2]}"#, .basic)
        == ##"{"valid":true,"annotations":[{"valid":true,"keywordLocation":"/title","##
        + ##""absoluteKeywordLocation":"https://x.test/line#/title","instanceLocation":"","annotation":"Line"},"##
        + ##"{"valid":true,"keywordLocation":"/properties","absoluteKeywordLocation":"https://x.test/line#/properties","##
        + ##""instanceLocation":"","annotation":["a"]},"##
        + ##"{"valid":true,"keywordLocation":"/properties/a/$ref/x-unit","##
        + ##""absoluteKeywordLocation":"https://x.test/line#/$defs/p/x-unit","instanceLocation":"/a","annotation":"m"},"##
        + ##"{"valid":true,"keywordLocation":"/properties/a/$ref/items","##
        + ##""absoluteKeywordLocation":"https://x.test/line#/$defs/p/items","instanceLocation":"/a","annotation":true}]}"##
    )
  }

  @Test func detailedCondenses() throws {
    #expect(
      try output(#"{"$id": "https://x.test/s", "allOf": [{"type": "string"}, {"maxLength": 1}]}"#, "3", .detailed)
        == ##"{"valid":false,"keywordLocation":"","absoluteKeywordLocation":"https://x.test/s#","instanceLocation":"","##
        + ##""errors":[{"valid":false,"keywordLocation":"/allOf/0/type","##
        + ##""absoluteKeywordLocation":"https://x.test/s#/allOf/0/type","instanceLocation":"","##
        + ##""error":"must be a string, is a number"}]}"##)
  }

  @Test func listHasEveryUnit() throws {
    #expect(
      try output(
        #"{"$id": "https://x.test/s", "anyOf": [{"type": "string", "title": "S"}, {"title": "N"}]}"#, "3", .list)
        == ##"{"valid":true,"details":[{"valid":true,"evaluationPath":"","schemaLocation":"https://x.test/s#","##
        + ##""instanceLocation":""},{"valid":false,"evaluationPath":"/anyOf/0","##
        + ##""schemaLocation":"https://x.test/s#/anyOf/0","instanceLocation":"","errors":{"type":"##
        + ##""must be a string, is a number"}},{"valid":true,"evaluationPath":"/anyOf/1","##
        + ##""schemaLocation":"https://x.test/s#/anyOf/1","instanceLocation":"","annotations":{"title":"N"}}]}"##)
  }

  @Test func hierarchicalNests() throws {
    #expect(
      try output(#"{"$id": "https://x.test/s", "not": {"const": 3}}"#, "3", .hierarchical)
        == ##"{"valid":false,"evaluationPath":"","schemaLocation":"https://x.test/s#","instanceLocation":"","##
        + ##""errors":{"not":"must not match the schema under \"not\""},"details":[{"valid":true,"##
        + ##""evaluationPath":"/not","schemaLocation":"https://x.test/s#/not","instanceLocation":""}]}"##)
  }

  /// What applicators were applied to, as annotations.
  @Test(arguments: [
    (
      #"{"patternProperties": {"^a": true}, "additionalProperties": true}"#, #"{"a": 1, "b": 2}"#,
      ##"{"patternProperties":["a"]}"##
    ),
    (#"{"additionalProperties": {}}"#, #"{"a": 1, "b": 2}"#, ##"{"additionalProperties":["a","b"]}"##),
    (#"{"prefixItems": [true, true]}"#, "[1, 2, 3]", ##"{"prefixItems":1}"##),
    (#"{"contains": {"const": 1}}"#, "[1, 2, 1]", ##"{"contains":[0,2]}"##),
    (
      #"{"properties": {"a": true}, "unevaluatedProperties": {}}"#, #"{"a": 1, "b": 2}"#,
      ##"{"properties":["a"],"unevaluatedProperties":["b"]}"##
    ),
    (#"{"format": "ipv4", "readOnly": true, "$comment": "c"}"#, #""1.2.3.4""#, ##"{"format":"ipv4","readOnly":true}"##),
  ])
  func annotations(schema: String, instance: String, annotations: String) throws {
    let text = try output(schema, instance, .hierarchical)
    #expect(text.contains("\"annotations\":" + annotations), "\(text)")
  }

  @Test func dropsAnnotationsOfFailedBranches() throws {
    let text = try output(
      #"{"anyOf": [{"title": "no", "type": "string"}, {"title": "yes"}], "not": {"not": {"title": "in"}}}"#, "1", .list)
    #expect(text.contains("yes"))
    #expect(!text.contains("\"no\""))
    #expect(!(try output(#"{"title": "t", "type": "string"}"#, "1", .verbose)).contains("annotation"))
  }

  /// A name is at no location of the instance: what its schema says annotates neither the object nor the member's
  /// value.
  @Test(arguments: [
    #"{"propertyNames": {"title": "N"}}"#,
    ##"{"propertyNames": {"allOf": [{"title": "N"}, {"$ref": "#/$defs/n"}]}, "$defs": {"n": {"x-n": "N"}}}"##,
    #"{"additionalProperties": {"title": "V"}, "propertyNames": {"anyOf": [{"description": "N"}, true]}}"#,
    #"{"properties": {"a": {"title": "V"}}, "propertyNames": {"if": {"const": "a"}, "then": {"format": "N"}}}"#,
  ])
  func namesAreNotAnnotated(schema: String) throws {
    for format in [OutputFormat.list, .hierarchical, .basic, .detailed, .verbose] {
      let text = try output(schema, #"{"a": {"b": 1}}"#, format)
      #expect(!text.contains("\"N\""), "\(format): \(text)")
      #expect(text.contains("\"V\"") == schema.contains("\"V\""), "\(format): \(text)")
    }
    #expect(
      try output(#"{"propertyNames": {"maxLength": 1}}"#, #"{"ab": 1}"#, .basic).contains("/propertyNames/maxLength"))
  }

  @Test(arguments: ["contentMediaType", "contentEncoding", "contentSchema"])
  func contentIsOfStrings(keyword: String) throws {
    let schema = #"{"contentMediaType": "m", "contentEncoding": "base64", "contentSchema": {"x": 1}}"#
    #expect(try output(schema, "\"e30=\"", .list).contains("\"\(keyword)\":"))
    for instance in ["{}", "[\"e30=\"]", "3", "null", "true"] {
      #expect(!(try output(schema, instance, .list)).contains(keyword), "\(instance)")
    }
  }

  @Test func contentSchemaNeedsTheMediaType() throws {
    for schema in [#"{"contentSchema": {}}"#, #"{"contentSchema": {}, "contentEncoding": "base64"}"#] {
      #expect(!(try output(schema, "\"x\"", .list)).contains("contentSchema"))
    }
    // Up to draft 7 nobody knows the name: an annotation like any other that is not known.
    let old = #"{"$schema": "http://json-schema.org/draft-07/schema#", "contentSchema": {}}"#
    #expect(try output(old, "3", .list).contains(#""contentSchema":{}"#))
  }

  /// What holds below something that does not is in the list, but says nothing.
  @Test(arguments: [
    (#"{"title": "Foo", "not": {"not": {"title": "Bar"}}}"#, "1"),
    (#"{"title": "Foo", "anyOf": [{"allOf": [{"title": "Bar"}, {"type": "null"}]}, {"type": "integer"}]}"#, "1"),
    (#"{"title": "Foo", "if": {"allOf": [{"title": "Bar"}, false]}, "else": true}"#, "1"),
    (#"{"title": "Foo", "contains": {"anyOf": [{"title": "Bar"}], "type": "null"}, "minContains": 0}"#, "[1]"),
    (#"{"title": "Foo", "not": {"unevaluatedProperties": {"title": "Bar"}, "required": ["z"]}}"#, #"{"a": 1}"#),
    (#"{"title": "Foo", "not": {"unevaluatedItems": {"title": "Bar"}, "maxItems": 0}}"#, "[1]"),
    (
      #"{"title": "Foo", "not": {"properties": {"a": {"properties": {"b": {"title": "Bar"}}, "maxProperties": 0}}}}"#,
      #"{"a": {"b": 1}}"#
    ),
  ])
  func failuresTakeWhatIsBelow(schema: String, instance: String) throws {
    for format in [OutputFormat.list, .hierarchical, .verbose] {
      let text = try output(schema, instance, format)
      #expect(text.contains("\"Foo\""), "\(format): \(text)")
      #expect(!text.contains("\"Bar\""), "\(format): \(text)")
    }
  }

  @Test func syntaxErrorsAreOneUnit() throws {
    let text = try output("{}", "{\"a\": 1,}", .basic)
    #expect(text.contains(##""keywordLocation":"/syntax""##), "\(text)")
  }

  @Test func unitsAreLimited() throws {
    let schema = #"{"items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}"#
    let items = "[" + (0..<1000).map { String($0) }.joined(separator: ",") + "]"
    let interpreter = try interpreter(schema)
    let evaluation = interpreter.evaluation(JSONBytes(items), limit: 50)
    #expect(evaluation.isTruncated)
    #expect(evaluation.isValid)
    #expect(!interpreter.evaluation(JSONBytes(items)).isTruncated)
  }

  /// The result of the recording run is that of the others, whatever the schema asks of its neighbours.
  @Test(arguments: [
    #"{"anyOf": [{"properties": {"a": true}}, {"properties": {"b": {"type": "null"}}}], "unevaluatedProperties": false}"#,
    #"{"if": {"required": ["a"]}, "then": {"properties": {"a": {"type": "string"}}}, "else": {"maxProperties": 0}}"#,
    #"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}"#,
    #"{"dependentSchemas": {"a": {"minProperties": 2}}, "propertyNames": {"maxLength": 1}}"#,
  ])
  func agreesWithValidation(schema: String) throws {
    for instance in [#"{}"#, #"{"a": 1}"#, #"{"a": "x"}"#, #"{"b": null}"#, #"{"a": 1, "b": 1}"#, #"{"cc": 1}"#, "[]"] {
      _ = try output(schema, instance, .list)
    }
  }
}
