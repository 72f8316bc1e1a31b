/// What `securellm upgrade` was asked to do.
package struct UpgradeRequest: Sendable {
  package var files: [String]
  package var sources: CorpusOptions
  /// What a schema without `$schema` is read as; nil: such a schema is refused.
  package var from: Dialect?
  package var to: Dialect
  /// Whether the files are replaced; otherwise one file's text is printed.
  /// Several files are only moved together: a reference from one that is moved into one that is not would be read by
  /// two drafts.
  package var write: Bool
  package var json: Bool

  package init(
    files: [String], sources: CorpusOptions = CorpusOptions(), from: Dialect? = nil, to: Dialect = .draft2020,
    write: Bool = false,
    json: Bool = false
  ) {
    self.files = files
    self.sources = sources
    self.from = from
    self.to = to
    self.write = write
    self.json = json
  }
}
