package import Foundation

/// The programs that tests start. What ships is what is tested: the optimized build, not the one of the tests.
package enum BuiltProgram {
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  /// `securellm` is `SECURELLM_BINARY`, or the release build of this checkout; helpers of the tests are beside it.
  package static func url(_ name: String = "securellm") throws -> URL {
    let given = ProcessInfo.processInfo.environment["SECURELLM_BINARY"] ?? ".build/release/securellm"
    let securellm = URL(filePath: given, relativeTo: URL(filePath: TestData.root, directoryHint: .isDirectory))
    let isHelper = name != "securellm"
    let url = isHelper ? securellm.deletingLastPathComponent().appending(path: name) : securellm
    guard FileManager.default.isExecutableFile(atPath: url.path) else {
      throw Missing(
        description: "\(url.path) is not there: run `make \(isHelper ? "test-programs" : "build")` first, or set "
          + "SECURELLM_BINARY to another build of securellm")
    }
    return url.absoluteURL
  }
}
