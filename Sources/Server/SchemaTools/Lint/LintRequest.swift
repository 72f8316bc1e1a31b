package import SchemaCLI

/// What `securellm lint` was asked to do.
package struct LintRequest: Sendable {
  package var files: [String]
  package var sources: CorpusOptions
  package var rules: Set<LintRule>
  /// Whether findings with a safe mend are mended in the files.
  package var fix: Bool
  package var json: Bool
  package var terminal: Terminal

  /// Without `rules`: all of them but `strict`.
  package init(
    files: [String], sources: CorpusOptions = CorpusOptions(), rules: Set<LintRule>? = nil,
    fix: Bool = false, json: Bool = false, terminal: Terminal = Terminal(isColoured: false)
  ) {
    self.files = files
    self.sources = sources
    self.rules = rules ?? Set(LintRule.allCases).subtracting([.strict])
    self.fix = fix
    self.json = json
    self.terminal = terminal
  }
}
