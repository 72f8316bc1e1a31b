import Fixtures
import JSONCore
import SchemaRuntime
import Testing

/// The generated code against the interpreter: two back ends of one program must agree on every instance.
@Suite struct DifferentialTests {
  @Test func scalars() throws {
    try check(
      Scalars.Value.self,
      [
        #"{"count":1,"ratio":0.5,"name":"abc"}"#,
        #"{"count":500,"ratio":0,"name":"éé","precise":0.1,"big":1,"even":2,"cents":1.25,"slug":"a-1","search":"abbc"}"#,
        #"{"count":2,"ratio":0.25,"name":"abc","when":"2026-11-22T21:33:25Z","day":"2026-11-22","v4":"10.0.0.1","v6":"::1"}"#,
        #"{"count":2,"ratio":0.25,"name":"abc","host":"a.test","mail":"a@b.test","link":"https://a.test/","color":"red"}"#,
        #"{"count":2,"ratio":0.25,"name":"abc","maybeColor":null,"mixed":{"a":1},"version":"2.0","constant":42,"flag":true}"#,
        #"{"count":2,"ratio":0.25,"name":"abc","nothing":null,"nullable":null,"either":"x","anything":[{"b":[]}],"limit":3}"#,
      ])
  }

  @Test func containers() throws {
    try check(
      Containers.Value.self,
      [
        #"{"list":["a"],"set":[1,"1",2],"tuple":[1,"a",true],"pair":[{},null],"map":{"a":1}}"#,
        #"{"nullableMap":{"a":null,"b":"c"},"patterns":{"x-known":"abc","count":1},"names":{"abc":1},"matrix":[[1],[]]}"#,
        #"{"required":{"undeclared":1},"other":[1,{"a":[]}]}"#,
      ])
  }

  @Test func combinators() throws {
    try check(
      Combinators.Value.self,
      [
        #"{"all":5,"any":"abc","byKind":"text","one":3,"not":1,"part":{"type":"text","text":"x"}}"#,
        #"{"byKind":[{"type":"image_url","url":"u:x","detail":"low"},{"text":"x","type":"text"}],"narrowed":"abc","deep":"w"}"#,
      ])
  }

  @Test func tree() throws {
    try check(
      Tree.Value.self,
      [#"{"value":1,"children":[{"value":2,"children":[]}],"next":{"value":3},"named":{"a":{"value":4}}}"#])
  }

  @Test func hostileNames() throws {
    try check(
      HostileNames.Value.self,
      [#"{"class":1,"self":2,"":3,"a b":4,"a-b":5,"é":6,"\"); fatalError(\"":8,"${x}\\(1)":"\\(1)"}"#])
  }

  @Test func numbers() throws { try check(Numbers.Value.self, ["[1,null,-1000,0.5]"]) }

  @Test func unions() throws {
    try check(
      Unions.Value.self,
      [
        #"{"maybeNumber":3,"maybePoint":{"x":1},"shape":{"radius":1},"site":{"city":"x"},"color":"blue","unit":"m"}"#,
        #"{"maybeNumber":null,"shape":{"side":1},"site":{"lat":1,"lon":2},"animal":{"kind":"cat","name":"a","lives":9}}"#,
        #"{"animal":{"barks":true,"kind":"dog"},"level":-1,"constant":42,"yes":true,"maybeLevel":2,"text":["abcd"]}"#,
        #"{"overlap":11,"narrow":{"a":1},"text":"abc"}"#,
      ])
  }

  @Test func combined() throws {
    try check(
      Combined.Value.self,
      [
        #"{"id":7,"kind":"a","at":"2026-11-24T12:00:00Z","note":"n","more":[1],"short":"abc","limited":5}"#,
        #"{"id":7,"kind":"b","strict":{"id":1,"note":"a"},"noEmpty":"a","patterned":{"id":1,"x-a":"b"},"headers":{"a":"b"}}"#,
      ])
  }

  @Test func recursion() throws {
    try check(
      Recursion.Value.self,
      [
        #"{"list":{"value":1,"next":{"value":2,"next":null},"previous":null},"matrix":[[],[[]]]}"#,
        #"{"expression":{"left":1.5,"right":{"left":2,"right":3}},"json":{"a":[1,null,{"b":"c"}],"d":true}}"#,
      ])
  }

  @Test func exact() throws {
    try check(
      Exact.Value.self,
      [
        #"{"wei":18446744073709551617,"price":0.1,"at":"2026-11-22T21:33:25Z","day":"2024-02-29","clock":"12:00:00Z"}"#,
        #"{"id":"550e8400-e29b-41d4-a716-446655440000","link":"https://a.test/","maybe":null,"stamps":["2026-11-22T21:33:25Z"]}"#,
        #"{"pair":["a",1,true],"fixed":[1,0.5],"maybe":"2024-02-29"}"#,
      ])
  }

  @Test func defaults() throws {
    try check(
      Defaults.Value.self,
      [
        #"{"text":"t","list":[],"empty":[3],"point":{"x":2,"y":3},"map":{},"union":5,"tagged":{"mode":"on"},"nullable":"n"}"#,
        #"{"when":"2024-02-29","color":"red","pair":[2,"a"],"anything":null,"point":{"x":1,"label":null}}"#,
      ])
  }

  @Test func choices() throws {
    try check(
      Choices.Value.self,
      [
        #"{"byNumber":{"version":1,"name":"a"},"bySet":{"port":1,"scheme":"https"},"byFlag":{"since":2,"active":true}}"#,
        #"{"byNumber":{"version":3,"name":"ab"},"bySet":{"scheme":"unix","path":"/"},"byFlag":{"active":false}}"#,
        #"{"byFlag":{"why":"x","active":null},"byShape":{"label":"a","path":"b"},"orText":"text","bySet":null}"#,
        #"{"byShape":{"label":"a","size":1},"orText":{"name":"a","version":1.0}}"#,
        #"{"byShape":{"label":"a","href":"b"},"orText":7}"#,
      ])
  }

  @Test func rounded() throws {
    try check(
      Rounded.Value.self,
      [
        #"{"halves":9007199254740993,"below":0.99999999999999999999,"distinct":[0.1,0.10000000000000000001],"free":0.1}"#,
        #"{"halves":3,"below":0.5,"distinct":[1,2,3],"free":0.30000000000000004441,"fraction":1.00000000000000000001}"#,
      ])
  }

  @Test func wide() throws {
    try check(
      Wide.Value.self,
      [
        #"{"event":{"type":"event.kind_7","id":"a","count":7,"names":["x"],"level":"low","own7":1.5},"word":"word_0"}"#,
        #"{"event":{"own199":null,"id":"a","type":"event.kind_199"},"more":[{"type":"event.kind_0","id":"b"}]}"#,
        #"{"event":{"type":"event.kind_30","id":"a"},"word":"word_7919","maybeWord":"other_299"}"#,
        #"{"event":{"type":"event.kind_30","id":"a"},"maybeWord":null}"#,
      ])
  }

  // MARK: comparing

  private func check<Schema: SchemaType>(_ type: Schema.Type, _ seeds: [String]) throws {
    let interpreter = SchemaInterpreter(type.program)
    var random = SplitMix(state: 20_261_122)
    var valid = 0
    for seed in seeds {
      let value = try #require(JSONValue(text: seed))
      let seedIsValid = interpreter.isValid(JSONBytes(seed))
      #expect(seedIsValid, "the seed is valid: \(seed)")
      compare(type, interpreter, seed, &valid)
      for _ in 0..<1500 {
        var mutant = value
        for _ in 0...Int.random(in: 0..<3, using: &random) { mutant = mutant.mutated(&random) }
        var writer = JSONWriter()
        mutant.write(to: &writer)
        compare(type, interpreter, String(decoding: writer.bytes, as: UTF8.self), &valid)
      }
    }
    #expect(valid > seeds.count * 20, "mutation must leave enough valid instances to mean something")
  }

  private func compare<Schema: SchemaType>(
    _ type: Schema.Type, _ interpreter: SchemaInterpreter, _ text: String, _ valid: inout Int
  ) {
    let bytes = JSONBytes(text)
    let expected = interpreter.isValid(bytes)
    if expected { valid += 1 }
    let (reported, validated) = (interpreter.violations(bytes).isEmpty, validates(type, bytes))
    #expect(reported == expected, "validation and report agree: \(text)")
    #expect(validated == expected, "validate: \(text)")
    var reader = JSONReader(bytes)
    let decoded = Schema(from: &reader)
    let complete = decoded != nil && reader.finish()
    // A number that no Swift type of the schema can hold is refused by decoding alone.
    #expect(complete == expected || reader.failure == .numberOutOfRange, "decode: \(text)")
    guard let decoded, complete else { return }
    var writer = JSONWriter()
    decoded.write(to: &writer)
    let written = String(decoding: writer.bytes, as: UTF8.self)
    let rewrittenIsValid = interpreter.isValid(writer.copy())
    #expect(rewrittenIsValid, "what is written is valid: \(text) -> \(written)")
    expectSameMembers(text, written)
  }

  private func validates<Schema: SchemaType>(_ type: Schema.Type, _ bytes: JSONBytes) -> Bool {
    var reader = JSONReader(bytes)
    return Schema.validate(&reader) && reader.finish()
  }

  /// Writing loses nothing; it may add defaults and rounds numbers to doubles.
  private func expectSameMembers(_ text: String, _ written: String) {
    guard case .object(let before)? = JSONValue(text: text), case .object(let after)? = JSONValue(text: written) else {
      return
    }
    for (name, value) in before {
      if case .number = value { continue }
      #expect(after[name]?.types == value.types, "member \(name) of \(text) is kept in \(written)")
    }
  }
}
