import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData
import Testing

private let annotationFolder = SuiteFolder.root + "/annotations/tests"

/// The official annotation suite: which annotations are at which locations of an instance, and which are not.
@Suite(.enabled(if: TestData.has(annotationFolder), "\(TestData.absence)"))
struct AnnotationSuiteTests {
  /// What a test asserts: the annotations of one keyword at one location, by where they are in the schema.
  private struct Assertion {
    let location: String
    let keyword: String
    let expected: [String: JSONValue]
  }

  @Test(arguments: Draft.allCases)
  func annotatesAsTheSuiteSays(draft: Draft) throws {
    var count = 0
    for file in TestData.names(in: annotationFolder, suffix: ".json") {
      let bytes = JSONBytes(TestData.bytes("\(annotationFolder)/\(file)"))
      for group in try Self.value(bytes)["suite"].elements where Self.isFor(draft, group["compatibility"].text) {
        let interpreter = SchemaInterpreter(try Self.program(group["schema"], draft))
        for test in group["tests"].elements {
          let units = Self.units(of: interpreter.evaluation(Self.text(test["instance"])).root)
          for assertion in try test["assertions"].elements.map(Self.assertion) {
            count += 1
            let found = Self.annotations(of: assertion, in: units)
            #expect(found == assertion.expected, "\(file), \(draft): \(group["description"].text) \(assertion)")
          }
        }
      }
    }
    print("annotations, \(draft): \(count) assertions")
    #expect(count > 0)
  }

  // MARK: reading

  private static func value(_ bytes: JSONBytes) throws -> JSONValue {
    var reader = JSONReader(bytes)
    let value = JSONValue(from: &reader)
    return try #require(value)
  }

  private static func text(_ value: JSONValue) -> JSONBytes {
    var writer = JSONWriter()
    value.write(to: &writer)
    return writer.copy()
  }

  private static func program(_ schema: JSONValue, _ draft: Draft) throws -> SchemaProgram {
    let sources = SourceSet([SourceFile(path: "s", bytes: text(schema).bytes)])
    let outcome = CompiledSchema.compile("s", in: sources, mode: .standard(assertFormat: false), draft: draft)
    return try #require(outcome.value, "\(outcome.diagnostics)").program
  }

  private static func assertion(_ value: JSONValue) throws -> Assertion {
    // Where a schema has no URI its location is no URI either, and not escaped as one.
    let expected = value["expected"].members.map { name, value in
      (String(decoding: URIText.unescaped(name.bytes) ?? name.bytes, as: UTF8.self), value)
    }
    return Assertion(
      location: value["location"].text, keyword: value["keyword"].text,
      expected: Dictionary(uniqueKeysWithValues: expected))
  }

  /// `7` is that draft and all later ones, `<=2019` it and all earlier ones, `=2020` it alone.
  private static func isFor(_ draft: Draft, _ compatibility: String) -> Bool {
    let names: [String: Int] = ["3": -1, "4": 0, "6": 1, "7": 2, "2019": 3, "2020": 4]
    return compatibility.split(separator: ",").allSatisfy { part in
      let bound = names[String(part.drop { "<=".contains($0) })] ?? 0
      if part.hasPrefix("<=") { return draft.rawValue <= bound }
      return part.hasPrefix("=") ? draft.rawValue == bound : draft.rawValue >= bound
    }
  }

  // MARK: annotations

  private static func units(of unit: EvaluationUnit) -> [EvaluationUnit] { [unit] + unit.children.flatMap(units) }

  private static func annotations(of assertion: Assertion, in units: [EvaluationUnit]) -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    for unit in units where unit.instanceLocation == assertion.location {
      for annotation in unit.annotations where String(annotation.keyword) == assertion.keyword {
        var reader = JSONReader(annotation.value)
        found[String(unit.schemaLocation.drop { $0 != "#" })] = JSONValue(from: &reader)
      }
    }
    return found
  }
}

extension JSONValue {
  /// The member's value; null when it is absent.
  fileprivate subscript(name: JSONString) -> JSONValue { members[name] ?? .null }

  fileprivate var members: [JSONString: JSONValue] { if case .object(let members) = self { members } else { [:] } }

  fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }

  fileprivate var text: String { if case .string(let text) = self { String(text) } else { "" } }
}
