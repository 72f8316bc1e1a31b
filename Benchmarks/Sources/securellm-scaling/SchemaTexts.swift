/// Schemas of any size, for the time that compiling them takes.
enum SchemaTexts {
  static let makers: [(name: String, make: @Sendable (Int) -> String)] = [
    ("properties", { object("properties", $0) { #""p\#($0)":{"type":"string","maxLength":\#($0 + 1)}"# } }),
    ("required", { #"{"type":"object","required":\#(names($0)),"properties":{"n0":true}}"# }),
    ("patternProperties", { object("patternProperties", $0) { #""^x\#($0)_":{"type":"integer"}"# } }),
    ("dependentRequired", { object("dependentRequired", $0) { #""d\#($0)":["other"]"# } }),
    (
      "$ref, a chain",
      { n in
        let definitions = KeywordInstances.object(n) { i in
          #""d\#(i)":{"type":"object","properties":{"next":\#(i + 1 < n ? ##"{"$ref":"#/$defs/d\##(i + 1)"}"## : "true")}}"#
        }
        return ##"{"$ref":"#/$defs/d0","$defs":\##(definitions)}"##
      }
    ),
    (
      "$ref, all to one",
      { n in
        let members = KeywordInstances.object(n) { ##""p\##($0)":{"$ref":"#/$defs/one"}"## }
        return #"{"type":"object","properties":\#(members),"$defs":{"one":{"type":"integer"}}}"#
      }
    ),
    (
      "$anchor",
      { n in
        let members = KeywordInstances.object(n) { ##""p\##($0)":{"$ref":"#a\##($0)"}"## }
        let definitions = KeywordInstances.object(n) { #""d\#($0)":{"$anchor":"a\#($0)","type":"integer"}"# }
        return #"{"type":"object","properties":\#(members),"$defs":\#(definitions)}"#
      }
    ),
    ("oneOf with tags", { list("oneOf", $0) { tagged($0) } }),
    (
      "oneOf by shape",
      { list("oneOf", $0) { #"{"type":"object","required":["m\#($0)"],"properties":{"m\#($0)":{}}}"# } }
    ),
    ("anyOf", { list("anyOf", $0) { #"{"type":"string","maxLength":\#($0 + 1)}"# } }),
    ("allOf", { list("allOf", $0) { #"{"type":"object","properties":{"p\#($0)":{"type":"integer"}}}"# } }),
    ("enum of strings", { #"{"enum":\#(names($0))}"# }),
    ("enum of integers", { #"{"enum":\#(KeywordInstances.array($0) { "\($0 * 3)" })}"# }),
    ("const, a large array", { #"{"const":\#(names($0))}"# }),
    ("prefixItems", { list("prefixItems", $0) { #"{"type":"integer","minimum":\#($0)}"# } }),
    ("many patterns", { object("properties", $0) { #""p\#($0)":{"type":"string","pattern":"^a\#($0)(b|c)*$"}"# } }),
    ("pattern, alternatives", { n in pattern("^(?:" + (0..<n).map { "w\($0)" }.joined(separator: "|") + ")$") }),
    ("pattern, a long literal", { pattern("^" + String(repeating: "(?:ab|cd)", count: $0) + "$") }),
    ("pattern, a repetition", { pattern("^(?:ab|c){\($0)}$") }),
    ("pattern, classes", { pattern("^" + String(repeating: "[a-zà-ü][^a-zà-ü]", count: $0) + "$") }),
    ("defaults", { object("properties", $0) { #""p\#($0)":{"type":"integer","default":\#($0)}"# } }),
    ("descriptions", { object("properties", $0) { #""p\#($0)":{"type":"integer","description":"What it is."}"# } }),
  ]

  /// The size to begin with: more patterns, or more states of one, than the compiler remembers from one run to the
  /// next.
  static func least(_ name: String) -> Int {
    ["pattern, a long literal", "pattern, a repetition"].contains(name) ? 512 : 128
  }

  private static func object(_ keyword: String, _ count: Int, _ member: (Int) -> String) -> String {
    #"{"type":"object","\#(keyword)":\#(KeywordInstances.object(count, member))}"#
  }

  private static func list(_ keyword: String, _ count: Int, _ element: (Int) -> String) -> String {
    #"{"\#(keyword)":\#(KeywordInstances.array(count, element))}"#
  }

  private static func names(_ count: Int) -> String { KeywordInstances.array(count) { #""n\#($0)""# } }

  private static func pattern(_ text: String) -> String { #"{"type":"string","pattern":"\#(text)"}"# }

  private static func tagged(_ number: Int) -> String {
    #"{"type":"object","required":["kind"],"properties":{"kind":{"const":"k\#(number)"},"v\#(number)":{"type":"integer"}}}"#
  }
}
