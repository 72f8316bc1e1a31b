/// What `securellm inspect` was asked to do.
package struct InspectRequest: Sendable {
  package var files: [String]
  package var sources: CorpusOptions
  package var json: Bool

  package init(files: [String], sources: CorpusOptions = CorpusOptions(), json: Bool = false) {
    self.files = files
    self.sources = sources
    self.json = json
  }
}
