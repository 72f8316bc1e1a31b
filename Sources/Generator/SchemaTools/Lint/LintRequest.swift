package import SchemaValidation

/// What `securellm lint` was asked to do.
package struct LintRequest: Sendable {
  package var files: [String]
  package var sources: CorpusOptions
  package var rules: Set<LintRule>
  /// Whether findings with a safe fix are fixed in the files.
  package var fix: Bool
  /// Whether upper lengths are added in the files where strings and arrays have none.
  package var fixBounds: Bool
  package var json: Bool
  package var terminal: Terminal

  /// Whether files are changed at all.
  var writes: Bool { fix || fixBounds }

  /// Without `rules`: all of them but `strict`.
  package init(
    files: [String], sources: CorpusOptions = CorpusOptions(), rules: Set<LintRule>? = nil,
    fix: Bool = false, fixBounds: Bool = false, json: Bool = false,
    terminal: Terminal = Terminal(isColoured: false)
  ) {
    self.files = files
    self.sources = sources
    // Strict mode is this project's own: a schema for the rest of the world need not keep to it.
    self.rules = rules ?? Set(LintRule.allCases).subtracting([.strict])
    self.fix = fix
    self.fixBounds = fixBounds
    self.json = json
    self.terminal = terminal
  }
}
