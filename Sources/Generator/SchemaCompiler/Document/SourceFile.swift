/// The text of one schema file, in memory.
package struct SourceFile: Sendable, Equatable {
  /// Path from the schema root, as shown in errors: `tools/git/log.json`.
  package let path: String
  package let bytes: [UInt8]
  /// The absolute URI that references find it under; nil: a path with a scheme is one, any other is a file's.
  package let uri: String?

  package init(path: String, bytes: [UInt8], uri: String? = nil) {
    self.path = path
    self.bytes = bytes
    self.uri = uri
  }

  /// A file written out by hand.
  package init(path: String, text: String, uri: String? = nil) {
    self.init(path: path, bytes: Array(text.utf8), uri: uri)
  }
}
