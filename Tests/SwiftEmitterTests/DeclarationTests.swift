import Foundation
import SchemaCompiler
import SwiftEmitter
import Testing

/// The plain types of three fixtures, letter by letter. The same files are compiled as `Tests/Fixtures`.
@Suite struct DeclarationTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  @Test(arguments: ["unions", "recursion", "defaults"])
  func declarationsAreTheRecordedOnes(name: String) throws {
    let schema = Self.tests.appending(path: "../Fixtures/Schemas/fixtures/\(name).json")
    let text = String(decoding: try Data(contentsOf: schema), as: UTF8.self)
    let sources = SourceSet([SourceFile(path: "fixtures/\(name).json", text: text)], displayRoot: "Schemas/")
    let compiled = CompiledSchema.compile("fixtures/\(name).json", in: sources, mode: .strict, requireBounds: false)
    let file = SwiftFile.schema(
      try #require(compiled.value), source: "Schemas/fixtures/\(name).json", name: SwiftFile.typeName(path: name))
    let declarations = declarations(file.text)
    let golden = Self.tests.appending(path: "Goldens/\(name).txt")
    guard let recorded = try? Data(contentsOf: golden) else {
      try declarations.write(to: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded \(golden.path): look at it, and run the tests again")
      return
    }
    #expect(declarations == String(decoding: recorded, as: UTF8.self), "delete Goldens/\(name).txt to record it anew")
  }

  /// Everything up to the end of the first extension: what decodes and writes comes behind.
  private func declarations(_ text: String) -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(line)
      if line == "}" { break }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
