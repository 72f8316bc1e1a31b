import JSONCore
import SchemaCompiler
import SchemaRuntime
import Testing

/// Damaged schemas give errors or programs, never a crash; the same text always gives the same result.
@Suite struct MutationTests {
  private static let seed = ##"""
    {"$id": "https://x.test/a", "type": ["object", "null"], "title": "t\u00e9", "additionalProperties": {"$ref": "#/$defs/a"},
     "properties": {"p": {"type": "string", "pattern": "^[a-z]{1,3}\\.x$", "maxLength": 9, "default": "ab.x"},
      "q": {"oneOf": [{"$ref": "#/$defs/a"}, {"$ref": "b.json#/$defs/c~1d"}]}, "r": {"multipleOf": 0.01, "minimum": -1e3}},
     "required": ["p"], "patternProperties": {"^x": {"items": {"$ref": "#"}, "maxItems": 3}}, "minProperties": 1,
     "$defs": {"a": {"type": "object", "properties": {"t": {"const": "a"}}, "required": ["t"], "additionalProperties": false}}}
    """##
  private static let other = #"{"$defs": {"c/d": {"type": "array", "prefixItems": [true], "items": false}}}"#
  private static let pieces: [[UInt8]] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", "e9", "null", "true", "\"#\"", "\"$ref\":", "\u{0}", "\u{301}",
    "\\ud800",
    "\"not\":{},", "~", "%", "(", "1e999999999",
  ].map { Array($0.utf8) }

  private func mutated(_ random: inout LinearGenerator) -> [UInt8] {
    var bytes = Array(Self.seed.utf8)
    for _ in 0..<(1 + random.next() % 3) {
      let at = Int(random.next() % UInt64(bytes.count))
      let end = min(bytes.count, at + Int(random.next() % 12))
      switch random.next() % 3 {
      case 0: bytes.removeSubrange(at..<end)
      case 1: bytes.insert(contentsOf: Self.pieces[Int(random.next() % UInt64(Self.pieces.count))], at: at)
      default: bytes.insert(contentsOf: bytes[at..<end], at: at)
      }
      if bytes.isEmpty { bytes = [0x7B] }
    }
    return bytes
  }

  @Test func neverCrash() {
    var random = LinearGenerator(state: 42)
    var accepted = 0
    for _ in 0..<400 {
      let sources = SourceSet([
        SourceFile(path: "a.json", bytes: mutated(&random)), SourceFile(path: "b.json", text: Self.other),
      ])
      for mode in [SchemaMode.strict, .standard(assertFormat: true)] {
        let outcome = CompiledSchema.compile("a.json", in: sources, mode: mode)
        #expect((outcome.value == nil) == !outcome.errors.isEmpty)
        if outcome.value != nil { accepted += 1 }
        #expect(outcome.diagnostics.allSatisfy { $0.line > 0 && $0.column > 0 && !$0.hint.isEmpty })
      }
      let published = PublishedSchema.text("a.json", in: sources)
      #expect((published.value == nil) == !published.diagnostics.isEmpty)
    }
    #expect(accepted > 5)
  }
}

/// The same numbers in every run.
struct LinearGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}
