import JSONCore
import SchemaCompiler
import SchemaRuntime

/// Mends what has a safe mend, in place: bytes that no mend touches stay as they are.
/// Mends until nothing is left to mend, and keeps what was there whenever it is not sure: a linter that breaks a schema
/// once is never run again.
struct LintFixer {
  /// Rounds of mending: one mend may make another possible.
  /// Each takes a compilation or two. The bound is for mends that would undo each other, of which none are known.
  private static let mostRounds = 50

  let load: (JSONBytes) throws(ToolFailure) -> SchemaCorpus
  let rules: Set<LintRule>
  private var refused: Set<String> = []

  init(rules: Set<LintRule>, load: @escaping (JSONBytes) throws(ToolFailure) -> SchemaCorpus) {
    self.rules = rules
    self.load = load
  }

  /// The text with everything mended, and how many mends that took. A mend after which the schema has more errors than
  /// before is not made.
  /// Each round reads and compiles the text anew, so that a mend never relies on what another has left.
  mutating func fix(_ bytes: JSONBytes) throws(ToolFailure) -> (text: JSONBytes, count: Int) {
    var text = bytes
    var count = 0
    for _ in 0..<Self.mostRounds {
      let corpus = try load(text)
      let verdict = corpus.verdict()
      let findings = Linter.run(corpus, verdict, rules: rules).filter {
        $0.fix != nil && !refused.contains(Self.key($0))
      }
      if findings.isEmpty { break }
      let (next, made) = try mend(text, findings, faults: verdict.faults.count)
      text = next
      count += made
    }
    return (text, count)
  }

  /// By pointer and not by offset: other mends move the text, what is wrong stays where it is in the schema.
  private static func key(_ finding: LintFinding) -> String { finding.rule.rawValue + finding.diagnostic.pointer }

  /// All at once is the usual way and takes two compilations, whatever the number of findings.
  private mutating func mend(
    _ text: JSONBytes, _ findings: [LintFinding], faults: Int
  ) throws(ToolFailure) -> (JSONBytes, Int) {
    let (all, made) = TextEdits.apply(findings.map { $0.fix ?? [] }, to: text)
    if try isSound(all, faults) { return (all, made.count { $0 }) }
    // One of them does harm: only the first is tried, the others have their turn in the next rounds.
    // One at a time, so that a mend that does harm does not keep the others from being made.
    let (one, _) = TextEdits.apply([findings[0].fix ?? []], to: text)
    if try isSound(one, faults) { return (one, 1) }
    refused.insert(Self.key(findings[0]))
    return (text, 0)
  }

  /// By the number of errors: a schema that was broken before may be mended elsewhere.
  private func isSound(_ text: JSONBytes, _ faults: Int) throws(ToolFailure) -> Bool {
    do throws(ToolFailure) {
      return try load(text).verdict().faults.count <= faults
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
    let faults: [Diagnostic]
    let warnings: [Diagnostic]
    /// Nil when there are errors, and of a tool, which has two.
    let program: SchemaProgram?
  }

  /// Compiles as for the generator, which looks for more than the interpreter needs.
  func verdict() -> CompilerResult {
    let mode = SchemaMode.standard(assertFormat: false)
    guard isTool(0) else {
      let outcome = compile(mode, purpose: .generation)
      return CompilerResult(
        faults: outcome.errors, warnings: ownWarnings(outcome.warnings), program: outcome.value?.program)
    }
    let found = ["inputSchema", "outputSchema"].flatMap { name -> [Diagnostic] in
      guard files[0].document.root[JSONString(name)] != nil else { return [] }
      let outcome = CompiledSchema.compile(
        files[0].path, in: sources, pointer: "/" + name, mode: mode, requireBounds: false, draft: draft)
      return shown(outcome.diagnostics)
    }
    return CompilerResult(
      faults: found.filter { $0.severity == .error }, warnings: ownWarnings(found.filter { $0.severity == .warning }),
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
