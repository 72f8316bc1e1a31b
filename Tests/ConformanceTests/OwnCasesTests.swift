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

  @Test(arguments: folders) func decidesAsTheSpecificationSays(folder: Folder) throws {
    #expect(folder.files.count >= 7)
    let suite = SuiteFolder(folder.name, folder.draft)
    for file in folder.files {
      for group in try SuiteGroup.read(file.lastPathComponent, in: JSONBytes([UInt8](Data(contentsOf: file)))) {
        // Without the suite's remote documents there is nothing to refer to.
        if group.schema.description.contains("localhost:1234"), !TestData.has(SuiteFolder.root) { continue }
        #expect(suite.run(group) == .judged(wrong: []), "\(folder.name)/\(group.name)")
      }
    }
  }
}
