package import JSONCore

/// What `securellm infer` was asked to do.
package struct InferRequest: Sendable {
  /// Samples; `-` is standard input.
  package var files: [String]
  /// Whether every line of every file is a sample; otherwise of `.jsonl` and `.ndjson` files only.
  package var isLines: Bool
  /// What a member means that its object has had before.
  package var duplicateKeys: DuplicateKeys
  /// Whether numbers and counts are bounded by what was seen.
  /// False unless asked for: bounds make a schema of these samples rather than of the data that they are samples of.
  package var bounds: Bool
  package var title: String?
  /// Whether failures are JSON documents.
  package var json: Bool

  package init(
    files: [String], isLines: Bool = false, duplicateKeys: DuplicateKeys = .error, bounds: Bool = false,
    title: String? = nil, json: Bool = false
  ) {
    self.files = files
    self.isLines = isLines
    self.duplicateKeys = duplicateKeys
    self.bounds = bounds
    self.title = title
    self.json = json
  }
}
