/// `--base-uri URI=FOLDER`: the files below the folder are found under URIs that begin so.
/// How a project with URIs in its schemas works without a network: nothing is ever fetched, so that what a URI leads to
/// is said on the command line.
package struct BaseURI: Sendable, Equatable {
  /// Ends in a slash.
  /// With the slash a prefix is a whole folder: `http://a/b` must not take `http://a/bc.json`.
  package let uri: String
  package let folder: String

  package init(uri: String, folder: String) {
    self.uri = uri.utf8.last == 0x2F ? uri : uri + "/"
    self.folder = folder
  }

  /// Nil when the text is not `URI=FOLDER`.
  package init?(argument: String) {
    // The last "=": a URI may have one in its query, a folder hardly ever.
    let bytes = Array(argument.utf8)
    guard let sign = bytes.lastIndex(of: 0x3D), sign > 0, sign < bytes.count - 1, bytes[..<sign].contains(0x3A) else {
      return nil
    }
    self.init(
      uri: String(decoding: bytes[..<sign], as: UTF8.self),
      folder: String(decoding: bytes[(sign + 1)...], as: UTF8.self)
    )
  }
}
