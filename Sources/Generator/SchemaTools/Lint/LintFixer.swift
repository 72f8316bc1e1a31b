import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Fixes what has a safe fix, in place: bytes that no fix touches stay as they are.
/// Fixes until nothing is left to fix, and keeps what was there whenever it is not sure: a linter that breaks a schema
/// once is never run again.
struct LintFixer {
  /// Rounds of fixing: one fix may make another possible.
  /// Each takes a compilation or two. The bound is for fixes that would undo each other, of which none are known.
  private static let mostRounds = 50

  let load: (JSONBytes) throws(ToolFailure) -> SchemaCorpus
  let rules: Set<LintRule>
  private var refused: Set<String> = []

  init(rules: Set<LintRule>, load: @escaping (JSONBytes) throws(ToolFailure) -> SchemaCorpus) {
    self.rules = rules
    self.load = load
  }

  /// The text with everything fixed, and how many fixes that took. A fix after which the schema has more errors than
  /// before is not made.
  /// Each round reads and compiles the text anew, so that a fix never relies on what another has left.
  mutating func fix(_ bytes: JSONBytes) throws(ToolFailure) -> (text: JSONBytes, count: Int) {
    var text = bytes
    var count = 0
    for _ in 0..<Self.mostRounds {
      let corpus = try load(text)
      let outcome = corpus.outcome()
      let findings = Linter.run(corpus, outcome, rules: rules).filter {
        $0.fix != nil && !refused.contains(Self.key($0))
      }
      if findings.isEmpty { break }
      let (next, made) = try hint(text, findings, errors: outcome.errors.count)
      text = next
      count += made
    }
    return (text, count)
  }

  /// By pointer and not by offset: other fixes move the text, what is wrong stays where it is in the schema.
  private static func key(_ finding: LintFinding) -> String { finding.rule.rawValue + finding.diagnostic.pointer }

  /// All at once is the usual way and takes two compilations, whatever the number of findings.
  private mutating func hint(
    _ text: JSONBytes, _ findings: [LintFinding], errors: Int
  ) throws(ToolFailure) -> (JSONBytes, Int) {
    let (all, made) = TextEdits.apply(findings.map { $0.fix ?? [] }, to: text)
    if try isSound(all, errors) { return (all, made.count { $0 }) }
    // One of them does harm: only the first is tried, the others have their turn in the next rounds.
    // One at a time, so that a fix that does harm does not keep the others from being made.
    let (one, _) = TextEdits.apply([findings[0].fix ?? []], to: text)
    if try isSound(one, errors) { return (one, 1) }
    refused.insert(Self.key(findings[0]))
    return (text, 0)
  }

  /// By the number of errors: a schema that was broken before may be fixed elsewhere.
  private func isSound(_ text: JSONBytes, _ errors: Int) throws(ToolFailure) -> Bool {
    do throws(ToolFailure) {
      return try load(text).outcome().errors.count <= errors
    } catch {
      guard case .diagnostics = error else { throw error }
      return false
    }
  }
}

extension SchemaCorpus {
  /// What the compiler says of the first file in standard mode.
  /// Two lists, because an error keeps a schema from being used and a warning is one finding among others.
  struct CompilerResult {
    /// What keeps the file from compiling.
    let errors: [Diagnostic]
    let warnings: [Diagnostic]
    /// Nil when there are errors, and of a tool, which has two.
    let program: SchemaProgram?
  }

  /// Compiles as for the generator, which looks for more than the interpreter needs.
  func outcome() -> CompilerResult {
    let mode = SchemaMode.standard(assertFormat: false)
    guard isTool(0) else {
      let outcome = compile(mode, purpose: .generation)
      return CompilerResult(
        errors: outcome.errors, warnings: ownWarnings(outcome.warnings), program: outcome.value?.program)
    }
    let found = ["inputSchema", "outputSchema"].flatMap { name -> [Diagnostic] in
      guard files[0].document.root[JSONString(name)] != nil else { return [] }
      let outcome = CompiledSchema.compile(
        files[0].path, in: sources, pointer: "/" + name, mode: mode, requireBounds: false, draft: draft)
      return shown(outcome.diagnostics)
    }
    return CompilerResult(
      errors: found.filter { $0.severity == .error }, warnings: ownWarnings(found.filter { $0.severity == .warning }),
      program: nil)
  }

  /// Those about the first file: the others are linted when they are given.
  private func ownWarnings(_ warnings: [Diagnostic]) -> [Diagnostic] {
    warnings.filter { $0.file.utf8.elementsEqual(files[0].document.displayPath.utf8) }
  }

  /// What strict mode refuses in the first file.
  var strictFaults: [Diagnostic] {
    isTool(0)
      ? shown(ToolCompiler.compile(files[0].path, in: sources).diagnostics)
      : compile(.strict, requireBounds: true, purpose: .generation).errors
  }
}
