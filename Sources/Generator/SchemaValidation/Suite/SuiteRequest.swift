/// What `securellm test` was asked to do.
package struct SuiteRequest: Sendable {
  /// Paths, folders, patterns; `-` is standard input.
  package var suites: [String]
  package var extensions: [String]
  package var references: [String]
  package var bases: [BaseURI]
  package var options: SchemaOptions
  /// Whether a JSON document per case is printed instead of lines for people.
  package var isJSON: Bool
  /// Where a JUnit report is written.
  package var junit: String?
  package var terminal: Terminal
  /// 256 and not the 64 of `validate`: a suite is the author's own, and its cases try what is deep.
  package var maxDepth: Int

  package init(
    suites: [String], extensions: [String] = ["json", "yaml", "yml"], references: [String] = [],
    bases: [BaseURI] = [], options: SchemaOptions = SchemaOptions(), isJSON: Bool = false, junit: String? = nil,
    terminal: Terminal = Terminal(isColoured: false), maxDepth: Int = 256
  ) {
    self.suites = suites
    self.extensions = extensions
    self.references = references
    self.bases = bases
    self.options = options
    self.isJSON = isJSON
    self.junit = junit
    self.terminal = terminal
    self.maxDepth = maxDepth
  }
}
