import Digest
import JSONCore
import SchemaRuntime
package import System

/// Which projects' own tools this user has allowed, in a folder of the data directory: one file for each project, under
/// the digest of its real path. Several processes may write at once; a file is replaced in one step.
package struct AllowedProjects: Sendable {
  /// What was allowed, and when.
  package struct Entry: Sendable, Equatable {
    /// Real path of the project.
    package let project: String
    /// Of the tool files, as `ToolFileSet.digest` has it.
    package let digest: String
    /// RFC 3339.
    package let allowedAt: String
  }

  /// Bytes of a file; a path has at most 4,096.
  private static let largest = 32_768
  private static let most = 10_000
  private let folder: String

  /// - Parameter dataDirectory: absolute.
  package init(dataDirectory: String) { folder = dataDirectory + "/allowed" }

  /// Where the entry of a project is, if it has one.
  func file(of project: String) -> String {
    let path = Array(project.utf8)
    let digest = SHA256.digest(path.span)
    let digits = Array("0123456789abcdef".utf8)
    return folder + "/"
      + String(decoding: digest.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self) + ".json"
  }

  /// Nil for a project that was never allowed, and for a file that others could have written.
  ///
  /// - Parameter project: its real path.
  package func entry(of project: String) -> Entry? {
    guard let entry = Self.read(file(of: project)), entry.project.utf8.elementsEqual(project.utf8) else { return nil }
    return entry
  }

  /// All of them, by path.
  package var entries: [Entry] {
    let names = (try? Folders.names(in: folder, limit: Self.most)) ?? []
    let entries = names.compactMap { Self.read(folder + "/" + String(decoding: $0, as: UTF8.self)) }
    return entries.sorted { $0.project.utf8.lexicographicallyPrecedes($1.project.utf8) }
  }

  /// Allows what has this digest, instead of what was allowed before.
  package func allow(_ project: String, digest: String) throws(SystemError) {
    var writer = JSONWriter()
    writer.literal("{\"project\":")
    writer.string(project)
    writer.literal(",\"digest\":")
    writer.string(digest)
    writer.literal(",\"allowedAt\":")
    writer.string(UTCTime.text(WallClock.milliseconds))
    writer.literal("}\n")
    try Folders.make(folder)
    try Files.replace(file(of: project), with: writer.bytes)
  }

  /// - Returns: false for a project that was not allowed.
  package func deny(_ project: String) throws(SystemError) -> Bool {
    let path = file(of: project)
    guard FileStatus(ofLink: path) != nil else { return false }
    try Files.remove(path)
    return true
  }

  private static func read(_ path: String) -> Entry? {
    guard let status = FileStatus(ofLink: path), status.kind == .regular, status.isPrivate,
      let bytes = try? Files.read(path, limit: largest)
    else { return nil }
    var reader = JSONReader(JSONBytes(bytes))
    guard case .object(let members)? = JSONValue(from: &reader), case .string(let project)? = members["project"],
      case .string(let digest)? = members["digest"], case .string(let time)? = members["allowedAt"]
    else { return nil }
    return Entry(project: String(project), digest: String(digest), allowedAt: String(time))
  }
}
