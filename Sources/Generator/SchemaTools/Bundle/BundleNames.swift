import JSONCore
import SchemaCompiler

/// How the documents of a bundle are called in it.
///
/// A document with an absolute `$id` keeps it. One that is known by its path only gets the URI that its path has as
/// seen from the root document: a relative one when the root has no `$id` of its own, so that no path of this machine
/// is written down.
struct BundleNames {
  /// Path of the root document.
  /// Escaped as in a URI, so that what is relative to it can be written into one.
  private let rootPath: [UInt8]
  /// `$id` of the root document when it is absolute.
  private let rootURI: URIText?

  init(_ corpus: SchemaCorpus) {
    rootPath = URIText(file: "/" + corpus.files[0].path).path
    let uri = corpus.resources[0].uri
    rootURI = Self.isFile(uri) ? nil : uri
  }

  private static func isFile(_ uri: URIText) -> Bool { uri.scheme?.elementsEqual("file".utf8) ?? false }

  /// The URI by which a resource is known inside the bundle; still with this machine's path when the root has no URI.
  /// Two files side by side on the disk are side by side under the root's URI as well: that is how they are published.
  func uri(_ uri: URIText) -> URIText {
    guard let rootURI, Self.isFile(uri) else { return uri }
    return rootURI.resolving(URIText(relative(uri.path)))
  }

  /// What is written down for it: relative where there is nothing to be absolute to.
  /// What is relative here is resolved against the root's `$id`, or against wherever the bundle is put: both work as
  /// long as the files keep their relative locations.
  func text(_ uri: URIText) -> [UInt8] {
    let known = self.uri(uri)
    return Self.isFile(known) ? relative(known.path) : Array(known.text.utf8)
  }

  /// The way from the root document's folder.
  /// RFC 3986, 5.2, the other way round: the shortest text that resolves to the path from the root document.
  private func relative(_ path: [UInt8]) -> [UInt8] {
    let from = rootPath.split(separator: 0x2F).dropLast()
    let to = path.split(separator: 0x2F)
    // Without the last part of the target: a file has a name of its own even where a folder above has the same.
    let common = zip(from, to.dropLast()).prefix { $0 == $1 }.count
    let up = [ArraySlice<UInt8>](repeating: [0x2E, 0x2E], count: from.count - common)
    let way = Array((up + to.dropFirst(common)).joined(separator: [0x2F]))
    // A colon in the first part would make it a scheme.
    let colon = way.prefix { $0 != 0x2F }.contains(0x3A)
    return colon ? [0x2E, 0x2F] + way : way
  }
}
