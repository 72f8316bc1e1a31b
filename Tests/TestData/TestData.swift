package import Foundation
import Glibc

/// Test suites that are not part of the repository: `SECURELLM_TESTDATA`, or `shared/data` beside the checkout or
/// beside a folder of work trees. Tests that need them are skipped where they are absent.
package enum TestData {
  /// Absolute path of the folder, without a slash at its end; nil when there is none.
  package static let folder: String? = candidates.first(where: isFolder)

  /// Whether the folder and a path in it exist.
  package static func has(_ path: String) -> Bool { folder.map { isFolder($0 + "/" + path) } ?? false }

  /// A path in the folder for tests that read with Foundation; nil when it is not there.
  package static func url(_ path: String) -> URL? {
    guard let folder, has(path) else { return nil }
    return URL(filePath: folder + "/" + path)
  }

  private static var candidates: [String] {
    var found: [String] = []
    if let given = unsafe getenv("SECURELLM_TESTDATA") { found.append(unsafe String(cString: given)) }
    // This file is three levels below the root of the checkout.
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    for _ in 0..<2 where parts.count > 1 {
      parts.removeLast()
      found.append(parts.joined(separator: "/") + "/shared/data")
    }
    return found
  }

  private static func isFolder(_ path: String) -> Bool {
    guard let handle = unsafe opendir(path) else { return false }
    unsafe closedir(handle)
    return true
  }

  /// Names of the files in a folder of the test data that end with `suffix`, sorted.
  package static func names(in path: String, suffix: String) -> [String] {
    guard let folder, let handle = unsafe opendir(folder + "/" + path) else { return [] }
    defer { unsafe closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(suffix) { names.append(name) }
    }
    return names.sorted()
  }

  /// Paths below a folder of the test data, at any depth, that end with `suffix`; relative to the folder.
  package static func paths(below path: String, suffix: String) -> [String] {
    names(in: path, suffix: "").filter { $0 != "." && $0 != ".." }.flatMap { name in
      has("\(path)/\(name)")
        ? paths(below: "\(path)/\(name)", suffix: suffix).map { "\(name)/\($0)" } : name.hasSuffix(suffix) ? [name] : []
    }
  }

  /// The bytes of a file of the test data; empty when it cannot be read.
  package static func bytes(_ path: String) -> [UInt8] {
    guard let folder, let file = unsafe fopen(folder + "/" + path, "rb") else { return [] }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = unsafe fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }
}
