import JSONCore
import SchemaCompiler

/// Arguments for a tool, right and wrong ones, the same for the same seed: members in any order, values in many
/// notations, members that are missing, unknown or there twice.
struct InstanceGenerator {
  private let names: [String]
  /// Values that a member takes, for tools that need several right ones at once.
  private let right: [String: [String]]
  private var state: UInt64

  init(_ tool: CompiledTool, seed: UInt64) {
    names = tool.inputMembers.map { String($0.name) }
    right = Self.usual
    state = seed
  }

  private static let usual: [String: [String]] = [
    "query": ["\"x\"", "\"-needle\""], "limit": ["1", "3.0", "30e-1"],
    "text": ["\"\"", "\"a b\"", "\"--x\""], "folder": ["\"src/\"", "\"a/b\""],
    "paths": ["[]", "[\"x\",\"y/z\"]", "[\".\"]"],
    "level": ["0", "-5", "9.0", "30e-1"],
    "name": ["\"abc\""], "words": ["[]", "[\"a\",\"b\"]"], "numbers": ["[]", "[1,2.0,30e-1]"],

    "apply": ["true", "false"], "file": ["\"x\"", "\"./y\""],
  ]

  /// A linear congruential generator (Knuth's MMIX), the high bits of it.
  private mutating func number(below bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  private mutating func pick(_ values: [String]) -> String { values[number(below: values.count)] }

  private static let texts = [
    "\"HEAD\"", "\"main..topic\"", "\"src/main.c\"", "\".\"", "\"./x\"", "\"a\\u0062c\"", "\"-x\"", "\"--flag\"",
    "\"..\"",
    "\"nixpkgs\"", "\".#a\"", "\"./sub#x.y\"", "\"*.swift\"", "\"\\u00e9\\ud83d\\ude00\"", "\"\"", "\"2026-01-02\"",
    "\"2 weeks ago\"", "\"a b\"", "\"x=y\"", "\"github:NixOS/nixpkgs\"", "\"default\"", "\"\\u0000\"", "\"Ada\"",
  ]
  private static let numbers = [
    "0", "1", "3", "3.0", "30e-1", "5e0", "100", "-1", "-0", "1.5", "1e3", "9007199254740993", "99999999999999999999",
    "1000",
  ]

  mutating func next() -> String {
    var members: [String] = []
    // From any member on, so that every order of two neighbours comes.
    let start = names.isEmpty ? 0 : number(below: names.count)
    for index in names.indices where number(below: 3) > 0 {
      let name = names[(start + index) % names.count]
      members.append("\"\(name)\":\(value(of: name))")
      if number(below: 60) == 0 { members.append("\"\(name)\":\(value(of: name))") }
    }
    if number(below: 40) == 0 { members.append("\"unknown\":1") }
    if number(below: 40) == 0 { members.append("\"_meta\":{}") }
    return "{" + members.joined(separator: number(below: 2) == 0 ? "," : " , ") + "}"
  }

  private mutating func value(of name: String) -> String {
    if let right = right[name], number(below: 20) > 0 { return pick(right) }
    return value()
  }

  private mutating func value() -> String {
    switch number(below: 20) {
    case 0: "null"
    case 1: "{}"
    case 2...5: pick(["true", "false"])
    case 6...9: pick(Self.numbers)
    case 10...12: "[" + (0..<number(below: 4)).map { _ in pick(Self.texts) }.joined(separator: ",") + "]"
    default: pick(Self.texts)
    }
  }
}
