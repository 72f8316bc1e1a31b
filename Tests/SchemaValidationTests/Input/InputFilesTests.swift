import Foundation
import SchemaValidation
import Testing

@Suite struct InputFilesTests {
  private func tree() throws -> Folder {
    let folder = try Folder()
    for name in [
      "a/one.json", "a/two.JSON", "a/three.yaml", "a/b/four.jsonl", "a/b/.hidden.json", "a/.git/five.json", "a/six.txt",
      "a-b/seven.json", "json",
    ] {
      try folder.write(name, "1")
    }
    return folder
  }

  @Test func foldersAreSearchedByExtensionInByteOrder() throws {
    let folder = try tree()
    #expect(folder.find(["a"]).files == ["a/b/four.jsonl", "a/one.json", "a/three.yaml", "a/two.JSON"])
    #expect(folder.find(["a"], InputFiles(extensions: ["TXT"])).files == ["a/six.txt"])
    #expect(folder.find(["a/"]).files.first == "a/b/four.jsonl")
  }

  @Test func acceptsExplicitFilesOfAnyName() throws {
    let folder = try tree()
    let found = folder.find(["json", "a/.git/five.json", "none.json", "a/six.txt"])
    #expect(found.files == ["json", "a/.git/five.json", "none.json", "a/six.txt"])
    #expect(found.failures.isEmpty)
    #expect(InputFiles().find(["-"]).files == ["-"])
  }

  @Test func patternsMatchBelowTheirFixedPart() throws {
    let folder = try tree()
    #expect(folder.find(["a/*.json"]).files == ["a/one.json"])
    #expect(folder.find(["**/*.{json,jsonl}"]).files == ["a/b/four.jsonl", "a/one.json", "a-b/seven.json"])
    #expect(folder.find(["a/**/four*"]).files == ["a/b/four.jsonl"])
    #expect(folder.find(["a/b/.h*"]).files == ["a/b/.hidden.json"])
    #expect(folder.find(["a/b/**"]).files == ["a/b/four.jsonl"])
    #expect(folder.find(["a*b/*"]).files == ["a-b/seven.json"])
  }

  @Test func existingFilesWinOverWildcards() throws {
    let folder = try Folder()
    try folder.write("[a].json", "1")
    try folder.write("a", "1")
    #expect(folder.find(["[a].json"]).files == ["[a].json"])
  }

  @Test func emptyMatchesFail() throws {
    let folder = try tree()
    #expect(folder.find(["x/*.json"]).failures.first?.path.hasSuffix("x") == true)
    #expect(folder.find(["a/*.xml"]).failures == [FileFailure(path: "a/*.xml", reason: "no file matches the pattern")])
    #expect(folder.find(["a/[.json"]).failures.count == 1)
    #expect(folder.find(["a/{b"]).failures.count == 1)
    try FileManager.default.createDirectory(at: folder.url.appending(path: "empty"), withIntermediateDirectories: true)
    #expect(folder.find(["empty"]).failures.first?.reason.hasPrefix("has no file that ends in .json") == true)
  }

  @Test func linksToFoldersAreNotFollowed() throws {
    let folder = try Folder()
    try folder.write("real/one.json", "1")
    let files = FileManager.default
    try files.createSymbolicLink(at: folder.url.appending(path: "real/loop"), withDestinationURL: folder.url)
    try files.createSymbolicLink(
      at: folder.url.appending(path: "real/two.json"), withDestinationURL: folder.url.appending(path: "real/one.json"))
    try files.createSymbolicLink(
      at: folder.url.appending(path: "real/self.json"),
      withDestinationURL: folder.url.appending(path: "real/self.json"))
    let found = folder.find(["real"])
    #expect(found.files == ["real/one.json", "real/self.json", "real/two.json"])
    #expect(found.failures.isEmpty)
  }

  @Test func depthAndNumberAreBounded() throws {
    let folder = try Folder()
    for index in 0..<10 { try folder.write("many/\(index).json", "1") }
    let found = folder.find(["many"], InputFiles(mostFiles: 3))
    #expect(found.files == ["many/0.json", "many/1.json", "many/2.json"])
    #expect(found.failures.map(\.path) == ["many/3.json"])
    try folder.write("deep/1/2/3/x.json", "1")
    #expect(folder.find(["deep"], InputFiles(deepest: 2)).failures.map(\.path) == ["deep/1/2"])
  }
}
