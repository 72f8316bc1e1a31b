/// Where tool files are, as somebody has named it.
package struct ToolLocation: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// The files of a folder and of the folders in it.
    case folder
    /// One file. What it refers to is found beside it, as the build would.
    case file
    /// The folder of a project, which came with the project: nothing in it may lead out of it, and nobody else may
    /// write there.
    case project
  }

  package let path: String
  package let kind: Kind

  package init(_ path: String, _ kind: Kind) {
    self.path = path.utf8.count > 1 && path.utf8.last == 0x2F ? Self.withoutSlashes(path) : path
    self.kind = kind
  }

  private static func withoutSlashes(_ path: String) -> String {
    let bytes = Array(path.utf8)
    let end = bytes.lastIndex { $0 != 0x2F } ?? 0
    return String(decoding: bytes[...end], as: UTF8.self)
  }
}
