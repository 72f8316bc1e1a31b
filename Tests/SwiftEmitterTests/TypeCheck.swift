import Foundation
import SwiftEmitter
import Testing

/// Runs `swiftc -typecheck` on generated files, with the modules of the build that these tests belong to.
enum TypeCheck {
  private static let modules = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "Modules")

  /// The C module that JSONCore is built on.
  private static let cModule = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/Runtime/JSONCore/Bytes/CBytes")

  private static let compiler = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { String($0) + "/swiftc" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  static var isPossible: Bool {
    compiler != nil && FileManager.default.fileExists(atPath: modules.appending(path: "SchemaRuntime.swiftmodule").path)
  }

  /// What the compiler has to say; empty when all is well.
  static func messages(for files: [SwiftFile]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "securellm-typecheck-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try files.map { file in
      let path = folder.appending(path: file.name)
      try file.text.write(to: path, atomically: true, encoding: .utf8)
      return path.path
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(compiler))
    process.arguments =
      ["-typecheck", "-swift-version", "6", "-warnings-as-errors", "-package-name", "hostile", "-I", modules.path]
      + ["-I", cModule.path] + paths
    let output = Pipe()
    process.standardError = output
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : String(text.prefix(4000)) + "\nexit \(process.terminationStatus)"
  }
}
