package import SchemaValidation

/// Where schemas that are referred to come from, and how those are read that do not say it.
/// The same for every command that follows references, so that what one finds all find.
package struct CorpusOptions: Sendable {
  /// Files, folders and patterns whose schemas may be named by their `$id` or path.
  package var references: [String]
  /// Folders whose files are found under URIs.
  package var bases: [BaseURI]
  /// What a document without `$schema` is read as.
  /// 2020-12 unless somebody says otherwise, as for `validate`: two commands must not read one file differently.
  package var dialect: Dialect

  package init(references: [String] = [], bases: [BaseURI] = [], dialect: Dialect = .draft2020) {
    self.references = references
    self.bases = bases
    self.dialect = dialect
  }
}
