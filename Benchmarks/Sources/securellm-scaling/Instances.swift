/// Instances of the members of `Keywords/Schemas/keywords.json`, of any size.
enum KeywordInstances {
  /// By member: the value for a size. All of them are valid.
  static let makers: [(name: String, make: @Sendable (Int) -> String)] = [
    ("type", { array($0) { #""text\#($0)""# } }),
    ("enum", { array($0) { _ in #""white""# } }),
    ("const", { array($0) { _ in #"{"a":[1,2,{"b":"c"}]}"# } }),
    ("properties", { object($0) { #""unknown\#($0)":\#($0)"# } }),
    ("patternProperties", { object($0) { $0 % 2 == 0 ? #""x_\#($0)":1"# : #""\#($0)_y":"v""# } }),
    ("additionalProperties", { object($0) { #""name\#($0)":1"# } }),
    ("propertyNames", { object($0) { #""name_\#($0)":null"# } }),
    ("required", { array($0) { #"{"b":\#($0),"a":1}"# } }),
    ("maxProperties", { object($0) { #""m\#($0)":0"# } }),
    ("dependentRequired", { array($0) { _ in #"{"a":1,"b":2,"c":3}"# } }),
    ("dependentSchemas", { array($0) { _ in #"{"a":1,"b":2,"c":3}"# } }),
    ("items", { array($0) { "\($0)" } }),
    ("prefixItems", { #"["a",1\#(String(repeating: ",true", count: $0))]"# }),
    ("maxItems", { array($0) { _ in "null" } }),
    ("contains", { array($0) { "\($0 % 10 + 5)" } }),
    ("uniqueNumbers", { array($0) { "\($0).5" } }),
    ("uniqueStrings", { array($0) { #""a common beginning \#($0)""# } }),
    ("uniqueObjects", { array($0) { #"{"same":[1,2],"other":\#($0)}"# } }),
    ("maxLength", { #""\#(String(repeating: "aé€😀\\n\\u00e9", count: $0))""# }),
    ("patternAutomaton", { #""\#(String(repeating: "abcd", count: $0))""# }),
    ("patternRun", { #""\#(String(repeating: "word", count: $0))""# }),
    ("patternItems", { array($0) { #""ab-cd-\#($0 % 10)""# } }),
    ("minimum", { "1" + String(repeating: "0123456789", count: $0) }),
    ("multipleOf", { "1" + String(repeating: "0123456789", count: $0) + ".5" }),
    ("multipleOfPrime", { String(repeating: "7", count: 10 * $0) }),
    ("numberItems", { array($0) { "\($0).25" } }),
    ("allOf", { array($0) { "\($0)" } }),
    ("anyOf", { array($0) { #""text\#($0)""# } }),
    ("oneOf", { array($0) { #""text\#($0)""# } }),
    ("oneOfTagged", { array($0) { $0 % 2 == 0 ? #"{"kind":"a","x":1}"# : #"{"y":"","kind":"b"}"# } }),
    ("not", { array($0) { "\($0)" } }),
    ("if", { array($0) { $0 % 2 == 0 ? "\($0)" : #""t""# } }),
    ("ref", { #"{"value":0,"children":\#(array($0) { #"{"value":\#($0)}"# })}"# }),
    ("dynamicRef", { #"{"children":\#(array($0) { _ in #"{"children":[{}]}"# })}"# }),
    ("unevaluatedProperties", { object($0) { #""\#(["a", "b", "c"][$0 % 3])\#($0)":1"# } }),
    ("unevaluatedItems", { #"["a"\#(String(repeating: ",true,1", count: $0))]"# }),
  ]

  /// By `format`: a text of it. Those that may be of any length have the length of the size.
  static let formats: [(name: String, text: @Sendable (Int) -> String)] = [
    ("DateTime", { _ in "2026-02-28T23:59:59.123Z" }), ("Date", { _ in "2024-02-29" }),
    ("Time", { _ in "12:00:00+02:00" }), ("Duration", { _ in "P1DT2H" }),
    ("Uuid", { _ in "123e4567-e89b-12d3-a456-426614174000" }), ("Uri", { "https://h/" + path($0) }),
    ("UriReference", { "a" + path($0) }), ("Iri", { "https://h/é" + path($0) }), ("IriReference", { "é" + path($0) }),
    ("UriTemplate", { String(repeating: "/{id}", count: $0) }), ("Ipv4", { _ in "192.168.100.200" }),
    ("Ipv6", { _ in "2001:db8::ff00:42:8329" }), ("Hostname", { _ in "one.two.example" }),
    ("IdnHostname", { _ in "büro.example" }), ("Email", { _ in "someone.else@example.org" }),
    ("IdnEmail", { _ in "jürgen@büro.example" }), ("JsonPointer", { String(repeating: "/a~1", count: $0) }),
    ("RelativeJsonPointer", { "1" + String(repeating: "/a~1", count: $0) }),
    ("Regex", { String(repeating: "(?:a|[b-d]{2})", count: $0) }),
  ]

  private static func path(_ size: Int) -> String { String(repeating: "/p%20q", count: size) }

  static func array(_ count: Int, _ element: (Int) -> String) -> String {
    "[" + (0..<count).map(element).joined(separator: ",") + "]"
  }

  static func object(_ count: Int, _ member: (Int) -> String) -> String {
    "{" + (0..<count).map(member).joined(separator: ",") + "}"
  }
}

/// JSON texts that ask something of the reader, of any size.
enum ReaderInstances {
  static let makers: [(name: String, make: @Sendable (Int) -> String)] = [
    ("a long string", { #""\#(String(repeating: "plain text ", count: $0))""# }),
    ("a string beyond ASCII", { #""\#(String(repeating: "é€😀", count: $0))""# }),
    ("a string of escapes", { #""\#(String(repeating: #"\n\u00e9\ud83d\ude00"#, count: $0))""# }),
    ("short strings", { KeywordInstances.array($0) { #""s\#($0)""# } }),
    ("integers", { KeywordInstances.array($0) { "\($0 * 7919)" } }),
    ("decimals with exponents", { KeywordInstances.array($0) { "-\($0).\($0)e-12" } }),
    ("a number of many digits", { "1" + String(repeating: "0123456789", count: $0) }),
    ("a fraction of many digits", { "0." + String(repeating: "0123456789", count: $0) }),
    ("white space", { "[" + String(repeating: " \n\t1 ,", count: $0) + "0]" }),
    ("nested arrays", { KeywordInstances.array($0) { _ in "[[[[[[[[[[]]]]]]]]]]" } }),
    ("nested objects", { KeywordInstances.array($0) { _ in #"{"a":{"a":{"a":{"a":{}}}}}"# } }),
    ("distinct keys", { KeywordInstances.object($0) { #""k\#($0)":0"# } }),
    ("keys with one beginning", { KeywordInstances.object($0) { #""the same beginning of all \#($0)":0"# } }),
    ("keys with one end", { KeywordInstances.object($0) { #""\#(padded($0)) the same end of all keys":0"# } }),
    ("keys with escapes", { KeywordInstances.object($0) { #""\u006b\n\#($0)":0"# } }),
    ("many objects", { KeywordInstances.array($0) { #"{"id":\#($0),"name":"n"}"# } }),
  ]

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
  }
}
