package import Foundation
import Glibc

/// Test suites that are not part of the repository. Each path is looked for in the folder `SECURELLM_TESTDATA`, in
/// `.testdata` of the checkout, which `make test-data` fills, and in `shared/data` beside the checkout or beside a
/// folder of work trees. Tests that need what is nowhere are skipped.
package enum TestData {
  /// Absolute path of the checkout: this file is three levels below it.
  package static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  /// Why tests that need an official suite are skipped.
  package static let absence =
    "the suite is not there: run `make test-data`, or set SECURELLM_TESTDATA to a folder that has it"
  /// Why tests are skipped that need the requests and payloads collected for this project, which are not published.
  package static let ownAbsence = "the collected inputs are not there: set SECURELLM_TESTDATA to a folder that has them"

  /// Whether a path is there: a folder, or a file.
  package static func has(_ path: String) -> Bool { location(path) != nil }

  /// Absolute path of what is there under `path`.
  package static func location(_ path: String) -> String? {
    folders.lazy.map { $0 + "/" + path }.first { unsafe access($0, R_OK) == 0 }
  }

  /// The same for tests that read with Foundation.
  package static func url(_ path: String) -> URL? { location(path).map { URL(filePath: $0) } }

  private static let folders: [String] = {
    let parents = [1, 2].map { root.split(separator: "/", omittingEmptySubsequences: false).dropLast($0) }
    let given = unsafe getenv("SECURELLM_TESTDATA").map { unsafe String(cString: $0) }
    let inCheckout = given.map { $0.hasPrefix("/") ? $0 : root + "/" + $0 }
    return [inCheckout, root + "/.testdata"].compactMap(\.self)
      + parents.map { $0.joined(separator: "/") + "/shared/data" }
  }()

  private static func isFolder(_ path: String) -> Bool {
    guard let location = location(path), let handle = unsafe opendir(location) else { return false }
    unsafe closedir(handle)
    return true
  }

  /// Names of the files in a folder of the test data that end with `suffix`, sorted.
  package static func names(in path: String, suffix: String) -> [String] {
    guard let folder = location(path), let handle = unsafe opendir(folder) else { return [] }
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
      isFolder("\(path)/\(name)")
        ? paths(below: "\(path)/\(name)", suffix: suffix).map { "\(name)/\($0)" } : name.hasSuffix(suffix) ? [name] : []
    }
  }

  /// The bytes of a file of the test data; empty when it cannot be read.
  package static func bytes(_ path: String) -> [UInt8] {
    guard let location = location(path), let file = unsafe fopen(location, "rb") else { return [] }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = unsafe fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }
}
