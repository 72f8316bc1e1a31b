import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// A program survives being packed into a string: packed again it is the same text, and it evaluates alike.
@Suite struct PackedProgramTests {
  private static let schemas = [
    "false", "true", "{}",
    ##"{"type":["integer","null"],"minimum":-1.5e400,"exclusiveMaximum":123456789012345678901234567890}"##,
    ##"{"const":{"b":[1,null,"\"\u0000é"],"a":1e-9}}"##, ##"{"enum":[1,"x",[],{},null,true]}"##,
    ##"{"type":"string","minLength":2,"maxLength":9,"pattern":"^[a-z]+$","format":"date-time"}"##,
    ##"{"type":"string","minLength":2}"##, ##"{"multipleOf":0.01}"##,
    ##"{"pattern":"^b","description":"Text that begins with \"b\"."}"##,
    ##"{"properties":{"a":{"pattern":"a|bc"},"\"":{}},"required":["a","q"],"patternProperties":{"^x":{"type":"string"},"y$":false},"additionalProperties":false,"propertyNames":{"maxLength":5},"minProperties":1,"maxProperties":4}"##,
    ##"{"properties":{"a":true},"additionalProperties":{"type":"integer"}}"##,
    ##"{"prefixItems":[{"type":"integer"},true],"items":{"type":"string"},"minItems":1,"maxItems":5,"uniqueItems":true}"##,
    ##"{"contains":{"type":"integer"},"minContains":0,"maxContains":2}"##,
    ##"{"dependentRequired":{"a":["b","c"]},"dependentSchemas":{"d":{"required":["e"]}}}"##,
    ##"{"allOf":[{"type":"object"},{"$ref":"#/$defs/a"}],"anyOf":[{"required":["k"]},true],"not":{"required":["z"]},"$defs":{"a":{"maxProperties":3}}}"##,
    ##"{"oneOf":[{"type":"object","properties":{"t":{"const":"a"}},"required":["t"]},{"type":"object","properties":{"t":{"const":"b"}},"required":["t"]}]}"##,
    ##"{"oneOf":[{"type":"integer"},{"minimum":3}]}"##,
    ##"{"if":{"type":"integer"},"then":{"minimum":3},"else":{"type":"string"}}"##, ##"{"if":true,"else":false}"##,
    ##"{"$dynamicAnchor":"n","properties":{"next":{"$dynamicRef":"#n"}},"unevaluatedProperties":{"type":"integer"}}"##,
    ##"{"prefixItems":[true],"unevaluatedItems":false}"##,
  ]

  private static let instances = [
    "1", "3", "-7.25", "1e401", "0.05", "0.055", ##""a""##, ##""bc""##, ##""2020-01-01T00:00:00Z""##, "null", "true",
    "[]",
    ##"[1]"##, ##"[1,2,"x"]"##, ##"[1,1,"x","x"]"##, "{}", ##"{"a":1}"##, ##"{"a":"bc","q":1}"##, ##"{"t":"a"}"##,
    ##"{"t":"c"}"##,
    ##"{"a":1e-9,"b":[1,null,"\"\u0000é"]}"##, ##"{"d":1}"##, ##"{"k":1,"z":2}"##, ##"{"next":{"next":"x"}}"##,
    ##"{"x1":1}"##,
  ]

  private func program(_ schema: String) throws -> SchemaProgram {
    let files = SourceSet([SourceFile(path: "s.json", text: schema)])
    return try #require(
      CompiledSchema.compile("s.json", in: files, mode: .standard(assertFormat: true), requireBounds: false).value
    ).program
  }

  private func matchers(_ program: SchemaProgram) -> [PatternMatcher] {
    program.nodes.flatMap(\.checks).flatMap { check -> [PatternMatcher] in
      if case .pattern(let pattern) = check { return [pattern.matcher] }
      guard case .object(let object) = check else { return [] }
      return object.patternProperties.map(\.pattern.matcher)
    }
  }

  @Test(arguments: schemas) func packedProgramsEvaluateAlike(schema: String) throws {
    let original = try program(schema)
    let text = PackedProgram.text(original)
    let unpacked = SchemaProgram(packed: text, matchers: matchers(original))
    #expect(PackedProgram.text(unpacked) == text)
    #expect(unpacked.nodes.map(\.location) == original.nodes.map(\.location))
    let (left, right) = (SchemaInterpreter(original), SchemaInterpreter(unpacked))
    for instance in Self.instances {
      let bytes = JSONBytes(instance)
      #expect(
        left.isValid(bytes) == right.isValid(bytes), "\(instance)")
    }
  }

  @Test(arguments: [
    "", "[", "{}", "[0]", "[1,[\"\"]]", "[0,[\"\",[\"unknown\"]]]", "[0,[\"\",[\"type\"]]]", "[0,[\"\",7]]",
    "[0,[\"\",[\"pattern\",\"a\",0]]]", "[0,[\"\",[\"object\",null]]]",
  ])
  func otherTextsAcceptNothing(text: String) {
    let bytes = JSONBytes("1")
    #expect(!SchemaInterpreter(SchemaProgram(packed: text)).isValid(bytes))
  }
}
