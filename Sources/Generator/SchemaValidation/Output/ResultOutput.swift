import JSONCore
import SchemaRuntime

/// How the results of instances are printed.
package enum ResultOutput: String, Sendable, CaseIterable {
  /// Lines for people.
  case human
  /// One JSON document per instance with everything there is to say, and a summary at the end.
  case json
  /// The output formats of JSON Schema, one document per instance: see `OutputFormat`.
  /// Under the names of the specification, so that a tool made for one validator's output reads this one's.
  case flag, basic, detailed, verbose, list, hierarchical

  /// Nil for those that are ours.
  var standard: OutputFormat? { OutputFormat(rawValue: rawValue) }
}

/// What was found about one instance.
/// What all forms of output are written from: none of them looks at the instance again.
struct InstanceResult {
  let file: String
  let origin: Instance.Origin
  let isValid: Bool
  /// Empty when only the validity was wanted.
  let violations: [Violation]
  let locations: Locations
  /// Locations of an `anyOf` or `oneOf` that failed and in which a `format` is not checked.
  var uncheckedFormats: Set<String> = []

  /// The line of JSON Lines.
  var line: Int? { if case .line(let line) = origin { line } else { nil } }

  /// The number of the YAML document.
  var document: Int? { if case .yaml(let number, _, _) = origin { number } else { nil } }
}
