import JSONCore
import SchemaRuntime

/// The XML that CI systems read: one `testsuite` per file, one `testcase` per case.
struct JUnitReport {
  private struct Suite {
    let name: String
    var cases: [CaseResult]
  }

  private var suites: [Suite] = []

  /// Results come suite by suite; the last one is the only one that can grow.
  mutating func add(_ result: CaseResult) {
    if let last = suites.indices.last, suites[last].name.utf8.elementsEqual(result.suite.utf8) {
      suites[last].cases.append(result)
    } else {
      suites.append(Suite(name: result.suite, cases: [result]))
    }
  }

  /// The whole document.
  func finish() -> [UInt8] {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"securellm test\">"]
    for suite in suites {
      let failures = suite.cases.count { if case .failed = $0.outcome { true } else { false } }
      // JUnit distinguishes a test that failed from one that could not run.
      let errors = suite.cases.count { if case .broken = $0.outcome { true } else { false } }
      let counts = "tests=\"\(suite.cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
      lines.append("  <testsuite name=\"\(Self.escaped(suite.name))\" \(counts)>")
      for item in suite.cases { lines += Self.lines(item) }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>\n")
    return Array(lines.joined(separator: "\n").utf8)
  }

  private static func lines(_ result: CaseResult) -> [String] {
    let head =
      "    <testcase classname=\"\(escaped(result.group))\" name=\"\(escaped(result.name))\""
      // Beyond the original format, for CI systems that link to the line.
      + " file=\"\(escaped(result.suite))\" line=\"\(result.location.line)\""
    switch result.outcome {
    case .passed: return [head + "/>"]
    case .broken(let sentence):
      return [head + ">", "      <error message=\"\(escaped(sentence))\"/>", "    </testcase>"]
    case .failed(let sentence, let violations):
      let text = violations.map { violation in
        escaped("\(violation.instanceLocation): \(violation.keyword): \(violation.message)")
      }
      let body = text.joined(separator: "\n")
      return [head + ">", "      <failure message=\"\(escaped(sentence))\">\(body)</failure>", "    </testcase>"]
    }
  }

  /// Text for XML 1.0, in which most control characters cannot be written at all.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t", "\r": result += "&#\(scalar.value);"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar.value < 0x20 ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
