import Foundation
import SchemaRuntime
import TestData
import Testing

/// The format files of the official JSON Schema test suite, when they are there.
enum FormatSuite {
  static let folder = "JSON-Schema-Test-Suite/tests"
  static let drafts = ["draft7", "draft2020-12"]

  struct Check {
    let format: Format
    let name: String
    let text: String
    let valid: Bool
  }

  /// Every test with a string of every file of a draft, by the format its schema names.
  static func checks(_ draft: String) throws -> [Check] {
    let folder = "\(folder)/\(draft)/optional/format"
    return try TestData.names(in: folder, suffix: ".json").flatMap { file in
      let data = Data(TestData.bytes("\(folder)/\(file)"))
      let groups = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
      return groups.flatMap { group -> [Check] in
        let schema = group["schema"] as? [String: Any]
        guard let format = (schema?["format"] as? String).flatMap(Format.init) else { return [] }
        return (group["tests"] as? [[String: Any]] ?? []).compactMap { test in
          guard let text = test["data"] as? String, let valid = test["valid"] as? Bool else { return nil }
          return Check(format: format, name: "\(file): \(test["description"] ?? "")", text: text, valid: valid)
        }
      }
    }
  }

  /// Strings that we decide otherwise than the suite, with the reason. A line that is no longer needed fails the test.
  static let misses: [String: String] = [:]
}

@Suite(.enabled(if: TestData.has(FormatSuite.folder), "\(TestData.absence)"))
struct FormatSuiteTests {
  @Test(arguments: FormatSuite.drafts)
  func agreesWithTheSuite(_ draft: String) throws {
    let checks = try FormatSuite.checks(draft)
    var counts: [Format: Int] = [:]
    var missed: Set<String> = []
    for check in checks {
      counts[check.format, default: 0] += 1
      if check.format.isValid(Array(check.text.utf8)) == check.valid { continue }
      missed.insert(check.name)
      #expect(FormatSuite.misses[check.name] != nil, "\(check.name): \(check.text.debugDescription)")
    }
    #expect(missed == Set(FormatSuite.misses.keys), "lines that pass now: remove them")
    // Draft 7 knows neither.
    let absent: Set<Format> = draft == "draft7" ? [.duration, .uuid] : []
    for format in Format.allCases where !absent.contains(format) {
      #expect((counts[format] ?? 0) >= 7, "\(format.rawValue)")
    }
    print("formats of \(draft): \(checks.count - missed.count) of \(checks.count)")
  }
}
