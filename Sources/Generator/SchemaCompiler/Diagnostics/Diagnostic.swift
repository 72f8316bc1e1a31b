package import JSONCore

/// One error in a schema file: what is wrong, where, and what to do about it. Made by every stage of the compiler and
/// of the argument proof; printed by `schemagen` in the form that editors read, and as JSON by the commands.
package struct Diagnostic: Error, Sendable, Hashable {
  package enum Severity: String, Sendable {
    case error
    /// The schema is compiled all the same.
    case warning
  }

  /// What `lint` finds as well: it lists the diagnostic under a rule of its own.
  package enum Finding: Sendable {
    /// A keyword that decides no result has a value of the wrong type.
    case annotationType
    /// Nothing has the types that all of several schemas want.
    case disjointTypes
    /// Closed objects that refuse what another part of the same schema requires.
    case closedBranches
    /// A member that is declared but that a closed object beside it refuses.
    case refusedMember
  }

  package var severity: Severity
  package var finding: Finding?
  /// The path as people see it, display root included: `Schemas/tools/git/log.json`.
  package var file: String
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in bytes of UTF-8.
  package var column: Int
  /// JSON pointer of the keyword or value the error is about; empty for the whole document.
  package var pointer: String
  package var message: String
  /// Further facts, one line each. Empty: the pointer is shown.
  package var details: [String]
  /// What the author should do; may have several lines. Required, so that no error is written without it.
  package var hint: String
  /// The rule of the argument proof that is violated; nil for everything else.
  package var rule: ArgvRule?
  /// A value that the schema admits and the rule refuses: it shows that the error is real.
  package var witness: String?

  package init(
    file: String, location: SourceLocation, pointer: String, message: String, details: [String] = [], hint: String,
    severity: Severity = .error, finding: Finding? = nil, rule: ArgvRule? = nil, witness: String? = nil
  ) {
    self.severity = severity
    self.finding = finding
    self.file = file
    self.line = location.line
    self.column = location.column
    self.pointer = pointer
    self.message = message
    self.details = details
    self.hint = hint
    self.rule = rule
    self.witness = witness
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: error: message [rule 1, option-injection]`, the details, and the help, each line after the
  /// first indented. The first line is the form of compilers, which the build shows at the line of the schema file.
  package var description: String {
    let place = "\(Self.printable(file)):\(line):\(column)"
    var lines = ["\(place): \(severity.rawValue): \(Self.printable(message))\(rule.map { " [\($0)]" } ?? "")"]
    let shown =
      details.isEmpty ? [pointer.isEmpty ? "pointer \"\" (the whole document)" : "pointer \(pointer)"] : details
    lines += shown.map { "  " + Self.printable($0) }
    for (index, line) in hint.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      lines.append((index == 0 ? "  hint: " : "        ") + Self.printable(String(line)))
    }
    return lines.joined(separator: "\n")
  }

  /// Schema text is shown in terminals and logs: controls, and what reorders text, become escapes. A hostile name could
  /// otherwise recolour or rewrite what is on the screen.
  private static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Diagnostic: Comparable {
  /// Order of reports: by file, then by location. Paths are compared as bytes, so that the order depends on no locale
  /// or normalization.
  package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    if !left.file.utf8.elementsEqual(right.file.utf8) {
      return left.file.utf8.lexicographicallyPrecedes(right.file.utf8)
    }
    return (left.line, left.column, left.message) < (right.line, right.column, right.message)
  }
}

/// What a stage made, and what it reports. The value is nil when an error makes it useless; a stage collects its errors
/// instead of throwing the first, so that an author sees all of them at once.
package struct Outcome<Value: Sendable>: Sendable {
  package var value: Value?
  /// Sorted by file and location.
  package var diagnostics: [Diagnostic]

  package init(_ value: Value?, _ diagnostics: [Diagnostic]) {
    self.value = value
    self.diagnostics = diagnostics.sorted()
  }

  /// Why there is no value.
  package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  package var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }
}

extension Outcome {
  /// The next stage over what this one made; what either has to say is handed on.
  package func then<Next: Sendable>(_ stage: (Value) -> Outcome<Next>) -> Outcome<Next> {
    guard let value else { return Outcome<Next>(nil, diagnostics) }
    let next = stage(value)
    return Outcome<Next>(next.value, diagnostics + next.diagnostics)
  }
}
