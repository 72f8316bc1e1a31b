import Foundation
import TestData
import Testing

@testable import SchemaCompiler

/// The pattern files of the official JSON Schema test suite, when it is there.
enum PatternSuite {
  static let folder = TestData.url("JSON-Schema-Test-Suite/tests/draft2020-12")

  struct Check {
    let name: String
    let pattern: String
    let text: String
    let valid: Bool
  }

  /// Every check of a file that hands a string to a pattern; `patternProperties` with the names as strings.
  static func checks(_ file: String) throws -> [Check] {
    guard let folder else { return [] }
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: file)))
    return (json as? [[String: Any]] ?? []).flatMap { group in
      let schema = group["schema"] as? [String: Any] ?? [:]
      let pattern = schema["pattern"] as? String ?? (schema["patternProperties"] as? [String: Any])?.keys.first ?? ""
      let title = group["description"] as? String ?? ""
      return (group["tests"] as? [[String: Any]] ?? []).flatMap { test in
        let name = "\(title): \(test["description"] as? String ?? "")"
        let valid = test["valid"] as? Bool ?? false
        if let text = test["data"] as? String {
          return [Check(name: name, pattern: pattern, text: text, valid: valid)]
        }
        // An open object is valid or not by the values behind the names, a closed one by its names.
        guard schema["additionalProperties"] as? Bool == false, let object = test["data"] as? [String: Any] else {
          return []
        }
        return object.keys.map { Check(name: name, pattern: pattern, text: $0, valid: valid) }
      }
    }
  }
}

@Suite(.enabled(if: PatternSuite.folder != nil, "\(TestData.absence)"))
struct PatternSuiteTests {
  @Test(arguments: [("pattern.json", 6), ("optional/ecmascript-regex.json", 70), ("optional/non-bmp-regex.json", 7)])
  func passesTheOfficialSuite(_ file: String, _ atLeast: Int) throws {
    let checks = try PatternSuite.checks(file)
    #expect(checks.count >= atLeast)
    for check in checks {
      let automaton = try PatternCompiler.compile(check.pattern)
      #expect(automaton.accepts(Array(check.text.utf8)) == check.valid, "\(check.name)")
    }
  }
}
