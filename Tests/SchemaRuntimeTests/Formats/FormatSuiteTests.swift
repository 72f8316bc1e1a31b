import Foundation
import SchemaRuntime
import TestData
import Testing

/// The format files of the official JSON Schema test suite, when they are there.
enum FormatSuite {
  static let folder = TestData.url("JSON-Schema-Test-Suite/tests/draft2020-12/optional/format")

  /// Description, string and verdict of every test of a format that has a string.
  static func checks(_ format: Format) throws -> [(name: String, text: String, valid: Bool)] {
    guard let folder else { return [] }
    let data = try Data(contentsOf: folder.appending(path: format.rawValue + ".json"))
    let groups = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
    return groups.flatMap { $0["tests"] as? [[String: Any]] ?? [] }.compactMap { test in
      guard let text = test["data"] as? String, let valid = test["valid"] as? Bool else { return nil }
      return (test["description"] as? String ?? "", text, valid)
    }
  }

  /// Strings that we judge otherwise than the suite, with the reason. A line that is no longer needed fails the test.
  static let misses: [Format: [String: String]] = [
    .hostname: [
      "xn--X": "Punycode is not decoded",
      "XN--aa---o47jg78q": "Punycode is not decoded: the label has -- in third place",
      "xn--07jt112bpxg.xn--9t4b11yi5a": "IDNA: Hangul tone mark is not decoded",
      "xn--hello-txk": "IDNA: leading spacing mark is not decoded",
      "xn--hello-zed": "IDNA: leading nonspacing mark is not decoded",
      "xn--hello-6bf": "IDNA: leading enclosing mark is not decoded",
      "xn--chb89f": "IDNA: disallowed exceptions are not decoded",
      "xn--07jceefgh4c": "IDNA: disallowed exceptions are not decoded",
      "xn--al-0ea": "IDNA: MIDDLE DOT context is not decoded", "xn--l-fda": "IDNA: MIDDLE DOT context is not decoded",
      "xn--la-0ea": "IDNA: MIDDLE DOT context is not decoded", "xn--l-gda": "IDNA: MIDDLE DOT context is not decoded",
      "xn--S-jib3p": "IDNA: KERAIA context is not decoded", "xn--wva3j": "IDNA: KERAIA context is not decoded",
      "xn--A-2hc5h": "IDNA: GERESH context is not decoded", "xn--5db1e": "IDNA: GERESH context is not decoded",
      "xn--A-2hc8h": "IDNA: GERSHAYIM context is not decoded", "xn--5db3e": "IDNA: GERSHAYIM context is not decoded",
      "xn--defabc-k64e": "IDNA: KATAKANA MIDDLE DOT context is not decoded",
      "xn--vek": "IDNA: KATAKANA MIDDLE DOT context is not decoded",
      "xn--ngb6iyr": "IDNA: mixed Arabic digits are not decoded",
      "xn--11b2er09f": "IDNA: joiner context is not decoded", "xn--02b508i": "IDNA: joiner context is not decoded",
    ]
  ]
}

@Suite(.enabled(if: FormatSuite.folder != nil, "set SECURELLM_TESTDATA to the folder of the JSON Schema test suite"))
struct FormatSuiteTests {
  @Test(arguments: Format.allCases)
  func judgesAsTheSuiteDoes(_ format: Format) throws {
    let checks = try FormatSuite.checks(format)
    let expected = FormatSuite.misses[format] ?? [:]
    #expect(checks.count > 15)
    var missed: Set<String> = []
    for check in checks where format.isValid(Array(check.text.utf8)) != check.valid {
      missed.insert(check.text)
      #expect(expected[check.text] != nil, "\(check.name): \(check.text.debugDescription)")
    }
    #expect(missed == Set(expected.keys), "lines that pass now: remove them")
    print("format \(format.rawValue): \(checks.count - missed.count) of \(checks.count)")
  }
}
