import Foundation
import JSONCore
import SchemaCompiler
import SchemaRuntime
import TestData
import Testing

/// What differs in the drafts that the official suite's copy beside the checkout does not have, from their
/// specifications, in the format of the suite.
@Suite struct OwnCasesTests {
  struct Folder: Sendable, CustomTestStringConvertible {
    let name: String
    let draft: Draft

    var testDescription: String { name }

    var url: URL { URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/\(name)") }

    var files: [URL] {
      let all = try? FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
      return (all ?? []).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }
  }

  static let folders = [
    Folder(name: "draft4", draft: .draft4), Folder(name: "draft6", draft: .draft6),
    Folder(name: "draft2019-09", draft: .draft2019),
  ]

  @Test(arguments: folders) func agreesWithTheSpecification(folder: Folder) throws {
    #expect(folder.files.count >= 7)
    try decide(folder) { !refersToRemotes($0) }
  }

  /// The groups that refer to the documents that the official suite serves.
  @Test(
    .enabled(if: TestData.has(SuiteFolder.root), "\(TestData.absence)"),
    arguments: folders)
  func resolvesDocumentsOfTheSuite(folder: Folder) throws {
    try decide(folder, refersToRemotes)
  }

  private func refersToRemotes(_ group: SuiteGroup) -> Bool { group.schema.description.contains("localhost:1234") }

  private func decide(_ folder: Folder, _ isMeant: (SuiteGroup) -> Bool) throws {
    let suite = SuiteFolder(folder.name, folder.draft)
    var decided = 0
    for file in folder.files {
      let groups = try SuiteGroup.read(file.lastPathComponent, in: JSONBytes([UInt8](Data(contentsOf: file))))
      for group in groups.filter(isMeant) {
        #expect(suite.run(group) == .evaluated(wrong: []), "\(folder.name)/\(group.name)")
        decided += 1
      }
    }
    #expect(decided > 0)
  }
}
