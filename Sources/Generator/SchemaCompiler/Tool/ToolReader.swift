import JSONCore
import SchemaRuntime

/// What there is to say about a file. It is handed down to whatever looks at a part of the file, so that nobody has to
/// hand anything back.
final class DiagnosticLog {
  private(set) var diagnostics: [Diagnostic] = []

  func add(_ more: [Diagnostic]) { diagnostics += more }
}

/// Reads the members of a tool file; what is wrong with them goes to the log.
struct ToolReader {
  let document: Document
  let log: DiagnosticLog
  /// What is known of programs.
  let programs: ProgramLibrary

  init(_ document: Document, log: DiagnosticLog, programs: ProgramLibrary = .own) {
    self.document = document
    self.log = log
    self.programs = programs
  }

  /// - Parameter rule: the rule of the argument proof that is violated, with a value that shows it if there is one.
  func report(
    _ node: DocumentNode, _ message: String, details: [String] = [], hint: String, rule: ArgvRule? = nil,
    witness: String? = nil
  ) {
    add(document.diagnostic(at: node, message, details: details, hint: hint), rule, witness)
  }

  func report(_ member: DocumentMember, _ message: String, hint: String, rule: ArgvRule? = nil) {
    add(document.diagnostic(at: member, message, hint: hint), rule, nil)
  }

  private func add(_ diagnostic: Diagnostic, _ rule: ArgvRule?, _ witness: String?) {
    var diagnostic = diagnostic
    diagnostic.rule = rule
    diagnostic.witness = witness
    log.add([diagnostic])
  }

  /// Refuses members that nobody reads. False when the node is no object.
  ///
  /// A member that nobody reads is nearly always a misspelt one, and a limit that is misspelt is no limit.
  func object(_ node: DocumentNode, of names: [String], _ what: String) -> Bool {
    guard let members = node.members else {
      report(node, "\(what) must be an object", hint: "write { … } with \(Self.list(names))")
      return false
    }
    for member in members where !names.contains(where: { JSONString($0) == member.name }) {
      let hint = ClosestName.hint(String(member.name), among: names)
      report(
        member, "unknown member \"\(member.name)\" in \(what)\(hint)",
        hint: "correct or remove it; \(what) has \(Self.list(names))")
    }
    return true
  }

  /// A member that has to be there.
  ///
  /// The message says what to write, as an author who left it out does not know.
  func require(_ name: String, in node: DocumentNode, _ what: String, hint: String) -> DocumentNode? {
    if let value = node[JSONString(name)] { return value }
    report(node, "\(what) has no \"\(name)\"", hint: hint)
    return nil
  }

  /// A required string; nil after a report.
  func string(_ name: String, in node: DocumentNode, _ what: String, hint: String) -> JSONString? {
    guard let value = require(name, in: node, what, hint: hint) else { return nil }
    if let text = value.string { return text }
    report(value, "\"\(name)\" must be a string", hint: hint)
    return nil
  }

  /// An integer in a range; nil after a report, or when it is absent and not required.
  ///
  /// Integers have a range each: there is no limit which may be any number.
  func integer(
    _ name: String, in node: DocumentNode, _ what: String, _ range: ClosedRange<Int>, required: Bool = true,
    rule: ArgvRule? = nil
  ) -> Int? {
    let hint = "write an integer from \(range.lowerBound) to \(range.upperBound)"
    guard let value = node[JSONString(name)] else {
      if required { report(node, "\(what) has no \"\(name)\"", hint: hint, rule: rule) }
      return nil
    }
    guard let number = value.number?.int, range.contains(number) else {
      report(
        value, "\"\(name)\" must be an integer from \(range.lowerBound) to \(range.upperBound)", hint: hint, rule: rule)
      return nil
    }
    return number
  }

  /// A boolean; nil after a report, or when it is absent and not required.
  ///
  /// Left out and false are different things where a client would assume the opposite.
  func boolean(_ name: String, in node: DocumentNode, _ what: String, required: Bool) -> Bool? {
    guard let value = node[JSONString(name)] else {
      if required { report(node, "\(what) has no \"\(name)\"", hint: "write it out: true or false") }
      return nil
    }
    if value.boolean == nil { report(value, "\"\(name)\" must be true or false", hint: "write true or false") }
    return value.boolean
  }

  /// All of them, and not the first few: the list in an error is what the author copies from.
  static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
}
