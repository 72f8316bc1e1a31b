/// What `securellm bundle` was asked to do.
package struct BundleRequest: Sendable {
  package var file: String
  package var sources: CorpusOptions
  /// Where the result goes; nil for standard output.
  package var output: String?
  /// Whether failures are JSON documents.
  package var json: Bool

  package init(file: String, sources: CorpusOptions = CorpusOptions(), output: String? = nil, json: Bool = false) {
    self.file = file
    self.sources = sources
    self.output = output
    self.json = json
  }
}
