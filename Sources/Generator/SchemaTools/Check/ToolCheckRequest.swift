/// What `securellm tools check` was asked to do.
package struct ToolCheckRequest: Sendable {
  /// How results are printed.
  package enum Output: String, Sendable, CaseIterable {
    /// Lines for people.
    case human
    /// One document of JSON for each diagnostic.
    case json
    /// Commands of GitHub's workflows, which it shows at the line of the file.
    case github
  }

  /// Files, folders and patterns.
  package var files: [String]
  package var output: Output

  package init(files: [String], output: Output = .human) {
    self.files = files
    self.output = output
  }
}
