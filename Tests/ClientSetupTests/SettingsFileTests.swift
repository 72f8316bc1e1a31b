import ClientSetup
import Foundation
import System
import Testing

@Suite struct SettingsFileTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func aFileThatChangedMeanwhileIsLeft() throws {
    try inFolder { folder in
      let path = folder + "/mcp.json"
      try Files.write(Array("{}".utf8), to: path, mode: 0o644)
      let file = try SettingsFile(path)
      try Files.write(Array("{ }".utf8), to: path, mode: 0o644)
      let error = #expect(throws: FileTrouble.self) { try file.write(Array("{1}".utf8), milliseconds: 0) }
      #expect(error?.reason.contains("has changed") == true)
      #expect(try Files.read(path, limit: 100) == Array("{ }".utf8))
      #expect(try Folders.names(in: folder).allSatisfy { !String(decoding: $0, as: UTF8.self).contains("securellm") })
    }
  }

  @Test func aFileThatCameMeanwhileIsLeft() throws {
    try inFolder { folder in
      let path = folder + "/a/mcp.json"
      let file = try SettingsFile(path)
      try Folders.make(folder + "/a")
      try Files.write(Array("{ }".utf8), to: path, mode: 0o644)
      #expect(throws: FileTrouble.self) { try file.write(Array("{1}".utf8), milliseconds: 0) }
      #expect(throws: FileTrouble.self) { try SettingsFile(folder) }
      #expect(try Files.read(path, limit: 100) == Array("{ }".utf8))
    }
  }

  @Test func copiesHaveTheTimeInTheirNameAndNeverReplaceEachOther() throws {
    try inFolder { folder in
      let path = folder + "/mcp.json"
      try Files.write(Array("1".utf8), to: path, mode: 0o600)
      #expect(try SettingsFile(path).write(Array("2".utf8), milliseconds: 0) == path + ".19700101T000000Z.bak")
      #expect(try SettingsFile(path).write(Array("3".utf8), milliseconds: 0) == path + ".19700101T000000Z.bak.1")
      #expect(try SettingsFile(path).write(Array("4".utf8), milliseconds: 1_000) == path + ".19700101T000001Z.bak")
      let copies = try SettingsFile(path).backUps.map { try Files.read($0, limit: 9) }
      #expect(copies == ["3", "2", "1"].map { Array($0.utf8) })
      #expect(FileStatus(path)?.permissions == 0o600)
    }
  }
}
