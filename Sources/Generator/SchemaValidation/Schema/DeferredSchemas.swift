import JSONCore
import SchemaCompiler
import Synchronization

/// Schema files below the folders of `--base-uri`, read when a reference leads to them.
///
/// A folder may be a whole catalogue: SchemaStore's has 951 schemas in 62 MB, of which most schemas refer to none, and
/// reading them took ten times as long as the work. Only the names are read beforehand.
final class DeferredSchemas: Sendable {
  private struct State {
    /// By name in the set: what was read, for the way back to its lines.
    var texts: [String: SchemaSource] = [:]
    /// The first failure: the compiler only sees a file that is not there.
    var failure: SchemaFailure?
  }

  /// By name in the set: the path as it was found, and the URI.
  private let files: [String: (path: String, uri: String)]
  /// Instances that name their schemas are validated side by side, and each may be the first to ask for a file.
  private let state = Mutex(State())

  init(_ files: [String: (path: String, uri: String)]) { self.files = files }

  /// Every URI with the name of its file. `https://example.com/tsconfig` is `tsconfig.json` as well: published schemas
  /// often leave the ending off, which a file on the disk needs.
  var uris: [(uri: String, path: String)] {
    let named = files.map { (uri: $0.value.uri, path: $0.key) }.sorted { $0.uri < $1.uri }
    let ending = Array(".json".utf8)
    return named
      + named.filter { $0.uri.utf8.suffix(ending.count).elementsEqual(ending) }.map {
        (uri: String(decoding: $0.uri.utf8.dropLast(ending.count), as: UTF8.self), path: $0.path)
      }
  }

  /// The file of that name; nil when there is none, or it cannot be read. A name that is not below the folders is a
  /// path that a file below them refers to, as one that is read at once may.
  func load(_ name: String) -> SourceFile? {
    let known = files[name]
    guard known != nil || DocumentFiles.kind("/" + name) == .file else { return nil }
    do throws(SchemaFailure) {
      let text = try SchemaSource.read(known?.path ?? "/" + name, shown: "/" + name)
      state.withLock { $0.texts[name] = text }
      return SourceFile(path: name, bytes: text.json.bytes, uri: known?.uri)
    } catch {
      state.withLock { if $0.failure == nil { $0.failure = error } }
      return nil
    }
  }

  /// Where an offset of the file's JSON is in its text; nil when it is JSON itself, or was not read.
  func location(of offset: Int, in name: String) -> SourceLocation? {
    state.withLock { $0.texts[name] }.flatMap { $0.isYAML ? $0.location(of: offset) : nil }
  }

  var failure: SchemaFailure? { state.withLock { $0.failure } }
}
