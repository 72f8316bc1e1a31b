package import JSONCore

extension JSONReader {
  /// Nesting of requests and responses. A tool's schema with everything written out, or the input of a tool that takes
  /// a document, goes beyond the usual limit; and a conversation whose history holds such an input could not go on.
  package static var messageDepth: Int { 256 }
}
