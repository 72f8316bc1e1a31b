package import JSONCore
import SchemaCompiler

/// Schema texts on their way from draft to draft, together: references between them follow.
/// Step by step, because each draft says only what it changes against the one before: five rules instead of ten pairs
/// of drafts. Every step reads the text anew, so that it knows nothing of the others.
package struct Upgrade {
  /// Texts in the order they were given.
  package private(set) var texts: [(path: String, bytes: JSONBytes)]
  private let options: CorpusOptions
  private var origins: UpgradeOrigins

  package init(_ texts: [(path: String, bytes: JSONBytes)], _ options: CorpusOptions) {
    self.texts = texts
    self.options = options
    origins = UpgradeOrigins(texts)
  }

  /// Takes every step up to `target`. What has no equal meaning is thrown as diagnostics, and nothing is changed.
  package mutating func run(to target: Dialect) throws(ToolFailure) {
    for step in Dialect.allCases where step < target {
      guard let next = Dialect(rawValue: step.rawValue + 1) else { return }
      do throws(ToolFailure) { try take(from: step, to: next) } catch { throw located(error) }
    }
  }

  /// The failure with the locations of the texts that were given.
  private func located(_ failure: ToolFailure) -> ToolFailure {
    switch failure {
    case .file: failure
    case .diagnostics(let diagnostics): .diagnostics(located(diagnostics))
    case .refused(let diagnostics): .refused(located(diagnostics))
    }
  }

  /// Diagnostics about the upgraded texts, with the locations of those that were given.
  func located(_ diagnostics: [Diagnostic]) -> [Diagnostic] { origins.located(diagnostics, in: texts) }

  /// All or nothing, over all files: a reference between two of them would otherwise lead into a draft that it was not
  /// written for.
  private mutating func take(from step: Dialect, to next: Dialect) throws(ToolFailure) {
    let corpus = try load()
    guard corpus.sites.contains(where: { $0.document < texts.count && $0.dialect == step }) else { return }
    var plan = UpgradePlan(corpus, fileCount: texts.count, from: step, to: next)
    switch next {
    case .draft4, .draft7: break
    case .draft6: plan.upgradeToDraft6()
    case .draft2019: plan.upgradeTo2019()
    case .draft2020: plan.upgradeTo2020()
    }
    plan.changeDialect()
    plan.changeReferences()
    guard plan.refusals.isEmpty else { throw .refused(plan.refusals.sorted()) }
    for index in texts.indices {
      let (text, step) = TextEdits.applyAll(plan.edits(index), to: texts[index].bytes)
      texts[index].bytes = text
      origins.note(step, of: texts[index].path)
    }
  }

  func load() throws(ToolFailure) -> SchemaCorpus {
    var corpus = SchemaCorpus(options)
    for text in texts { _ = try corpus.add(text.bytes, path: text.path) }
    try corpus.addReferences()
    try corpus.resolveAll()
    return corpus
  }
}
