import JSONCore
import SchemaRuntime

/// How the results of instances are printed.
package enum ResultOutput: String, Sendable, CaseIterable {
  /// Lines for people.
  case human
  /// One JSON document per instance with everything there is to say, and a summary at the end.
  case json
  /// The output formats of JSON Schema, one document per instance.
  case flag, basic, detailed
}

/// What was found about one instance.
struct InstanceResult {
  let file: String
  let origin: Instance.Origin
  let isValid: Bool
  /// Empty when only the verdict was wanted.
  let violations: [Violation]
  let places: Places

  /// The line of JSON Lines.
  var line: Int? { if case .line(let line) = origin { line } else { nil } }

  /// The number of the YAML document.
  var document: Int? { if case .yaml(let number, _, _) = origin { number } else { nil } }
}

extension InstanceResult {
  /// `explains`: whether people and `json` get the shortest way to each fault instead of all faults.
  func write(_ format: ResultOutput, _ terminal: Terminal, explains: Bool, to output: inout JSONWriter) {
    switch format {
    case .human where explains && !violations.isEmpty: ExplainOutput.write(self, terminal, to: &output)
    case .json where explains: ExplainOutput.writeJSON(self, to: &output)
    case .human: HumanOutput.write(self, terminal, to: &output)
    case .json: JSONOutput.write(self, to: &output)
    case .flag: StandardOutput.writeFlag(isValid: isValid, to: &output)
    case .basic: StandardOutput.writeBasic(violations, places, to: &output)
    case .detailed: StandardOutput.writeDetailed(violations, places, to: &output)
    }
  }
}
